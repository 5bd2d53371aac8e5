package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/admin"
	"github.com/wxastore/wxastore/internal/cli/call"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/cli/component"
	"github.com/wxastore/wxastore/internal/cli/parity"
	"github.com/wxastore/wxastore/internal/cli/proxy"
	"github.com/wxastore/wxastore/internal/cli/serve"
	"github.com/wxastore/wxastore/internal/cli/state"
	"github.com/wxastore/wxastore/internal/cli/stores"
	"github.com/wxastore/wxastore/weixin"
)

// cli is the grammar of the command line.
type cli struct {
	Serve serve.Command `cmd:"" help:"Run the service: answer as api.weixin.qq.com does."`

	Modify     call.Modify     `cmd:"" help:"Change the head image and the introduction of a store Mini Program."`
	Upload     call.Upload     `cmd:"" help:"Upload a temporary medium and print its id."`
	Token      call.Token      `cmd:"" help:"Fetch an access token and print it."`
	Call       call.Call       `cmd:"" help:"Call any declared interface and print its answer."`
	Interfaces call.Interfaces `cmd:"" help:"List the declared interfaces, or show the page of one."`
	Errcode    call.Errcode    `cmd:"" help:"Explain an errcode."`
	RID        call.RID        `cmd:"" name:"rid" help:"Show what a call sent and was answered."`

	Stores stores.Commands `cmd:"" help:"An account's store Mini Program: its application, places on the map, stores and cards."`

	Component component.Commands `cmd:"" set:"timeout=30s" help:"Third-party platforms of the running service: tickets, authorizations, events."`
	Admin     admin.Commands     `cmd:"" set:"timeout=10m" help:"See and change what a running service keeps: accounts, store Mini Programs, calls, clock, faults, snapshots."`

	Open admin.Open `cmd:"" set:"timeout=30s" help:"Print a link that signs a browser in to the running service's console."`

	Backup  state.Backup  `cmd:"" help:"Copy the state into one file, while services go on."`
	Restore state.Restore `cmd:"" help:"Replace a state by that of a backup, also of the other kind of database."`
	Migrate state.Migrate `cmd:"" help:"Bring the schema of a database up to date."`
	Check   state.Check   `cmd:"" help:"Check that what is kept is whole and fits together."`

	Parity parity.Commands `cmd:"" help:"Compare the real Weixin with wxastore, and keep what was learned without a secret in it."`

	Env proxy.Env `cmd:"" help:"Print the variables that send clients through the running service's proxy."`
	Run proxy.Run `cmd:"" help:"Run a command whose calls go through the running service's proxy."`
	CA  proxy.CA  `cmd:"" name:"ca" help:"Print the certificate that clients of --tls and --proxy have to trust."`

	Help    helpCmd    `cmd:"" help:"Show how a command is used, as its --help does."`
	Version versionCmd `cmd:"" help:"Print which build this is, as --version does."`
}

// Program is the grammar made ready to parse. It takes one command line at a time.
type Program struct {
	parser *kong.Kong
	set    *serve.Settings
}

// New makes the program. That takes longer than most commands.
func New() (*Program, error) {
	p := &Program{set: &serve.Settings{LookupEnv: os.LookupEnv}}
	var types []string
	for _, t := range weixin.MediaTypes() {
		types = append(types, t.Name)
	}
	var err error
	p.parser, err = kong.New(&cli{Admin: admin.New()}, append(command.Mappers(),
		kong.Name("wxastore"),
		kong.Description(description),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Vars{"api": client.DefaultBaseURL, "mediatypes": strings.Join(types, ", ")},
		kong.Resolvers(p.set),
	)...)
	return p, err
}

// Run is New and the program's Run.
func Run(ctx context.Context, args []string, s *command.Streams) int {
	p, err := New()
	if err != nil {
		return report(s, err, plain())
	}
	return p.Run(ctx, args, s)
}

// Run parses the arguments, runs the command and returns the exit status: 0
// for success, 1 for a failure or an errcode other than 0, 2 for wrong usage. Of
// parity, 2 and 3 are differences, and wrong usage is 1.
func (p *Program) Run(ctx context.Context, args []string, s *command.Streams) int {
	as, err := p.run(ctx, args, s)
	status := report(s, err, as)
	if _, usage := errors.AsType[command.UsageError](err); usage && len(args) > 0 && args[0] == "parity" {
		status = 1
	}
	return status
}

// run runs the command and returns the form in which its error is to be printed.
func (p *Program) run(ctx context.Context, args []string, s *command.Streams) (form, error) {
	if err := unsetEmpty(os.Environ()); err != nil {
		return plain(), err
	}
	p.parser.Stdout, p.parser.Stderr = s.Out, s.Err
	parsed, err := p.parse(args)
	if err != nil {
		return askedFor(args), err
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return manner(parsed), parsed.Run(s)
}

// parse finds the command that is meant and its values.
func (p *Program) parse(args []string) (*kong.Context, error) {
	*p.set = serve.Settings{LookupEnv: p.set.LookupEnv}
	parsed, err := p.parser.Parse(spelled(p.parser.Model, args))
	if p.set.Err != nil { // it may be why the rest is wrong
		return nil, command.WrongUsage(p.set.Err)
	}
	if err != nil {
		return nil, command.WrongUsage(fmt.Errorf("%w (%s --help shows how)", err, called(err)))
	}
	return parsed, nil
}

// called returns the command whose arguments cannot be parsed.
func called(err error) string {
	name := "wxastore"
	if wrong, ok := errors.AsType[*kong.ParseError](err); ok {
		if selected := wrong.Context.Selected(); selected != nil {
			name = selected.FullPath()
		}
	}
	return name
}

const description = `Serve and call Weixin's interfaces of store Mini Programs (门店小程序).

Start a service of your own and change something on it:

  wxastore serve --demo
  export WXASTORE_API=http://127.0.0.1:8080
  export WXASTORE_APPID=wx0123456789abcdef
  export WXASTORE_SECRET=0123456789abcdef0123456789abcdef
  wxastore modify --intro "Open until ten"

Without WXASTORE_API, the calling commands call the real Weixin.`

// unsetEmpty removes our own environment variables that are empty: an empty
// one counts as not set.
func unsetEmpty(environ []string) error {
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "WXASTORE_") && value == "" {
			if err := os.Unsetenv(name); err != nil {
				return err
			}
		}
	}
	return nil
}
