package cli

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/admin"
	"github.com/wxastore/wxastore/internal/cli/call"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/cli/complete"
	"github.com/wxastore/wxastore/internal/cli/component"
	"github.com/wxastore/wxastore/internal/cli/fleet"
	"github.com/wxastore/wxastore/internal/cli/manual"
	"github.com/wxastore/wxastore/internal/cli/parity"
	"github.com/wxastore/wxastore/internal/cli/proxy"
	"github.com/wxastore/wxastore/internal/cli/serve"
	"github.com/wxastore/wxastore/internal/cli/state"
	"github.com/wxastore/wxastore/internal/cli/stores"
	"github.com/wxastore/wxastore/weixin"
)

// groups are what commands are for; the fields of cli name them.
func groups() []kong.Group {
	return []kong.Group{
		{Key: "serve", Title: "Run the service"},
		{Key: "call", Title: "Call Weixin's interfaces, of a service or of Weixin"},
		{Key: "running", Title: "See and change a running service"},
		{Key: "state", Title: "Back up and restore"},
		{Key: "lead", Title: "Route clients that cannot change their address to the service"},
		{Key: "parity", Title: "Compare with the real Weixin"},
		{Key: "program", Title: "About the program"},
	}
}

// cli is the grammar of the command line.
type cli struct {
	AskHelp    helpFlag    `name:"help" short:"h" help:"Show how a command is used."`
	AskVersion versionFlag `name:"version" short:"v" help:"Print which build this is."`
	Lang       string      `enum:"en,zh,auto" default:"auto" help:"Language of help, messages and explanations: en, zh, or auto, which is that of LC_ALL, LC_MESSAGES or LANG."`
	Color      string      `enum:"auto,always,never" default:"auto" help:"Whether text for people is coloured: always, never, or auto, which is on a terminal and without NO_COLOR."`

	Serve  serve.Command `cmd:"" group:"serve" help:"Run the service: answer as api.weixin.qq.com does."`
	Health serve.Health  `cmd:"" group:"running" help:"Ask the running service whether it takes calls."`

	Modify     call.Modify     `cmd:"" group:"call" help:"Change the head image and the introduction of a store Mini Program."`
	Upload     call.Upload     `cmd:"" group:"call" help:"Upload a temporary medium and print its id."`
	Token      call.Token      `cmd:"" group:"call" help:"Fetch an access token and print it."`
	Call       call.Call       `cmd:"" group:"call" help:"Call any declared interface and print its answer."`
	Interfaces call.Interfaces `cmd:"" group:"call" help:"List the declared interfaces, or show the page of one."`
	Errcode    call.Errcode    `cmd:"" group:"call" help:"Explain an errcode."`
	RID        call.RID        `cmd:"" group:"call" name:"rid" help:"Show what a call sent and was answered."`

	Stores stores.Commands `cmd:"" group:"call" help:"An account's store Mini Program: its application, places on the map, stores and cards."`

	Open      admin.Open         `cmd:"" group:"running" set:"timeout=30s" help:"Open the running service's console in the browser, signed in."`
	Admin     admin.Commands     `cmd:"" group:"running" set:"timeout=10m" help:"See and change what a running service keeps: accounts, store Mini Programs, calls, clock, faults, snapshots."`
	Component component.Commands `cmd:"" group:"running" set:"timeout=30s" help:"Third-party platforms of the running service: tickets, authorizations, events."`

	Backup  state.Backup  `cmd:"" group:"state" help:"Copy the state into one file, while services go on: for operators. To save and go back while testing, use admin snapshot."`
	Restore state.Restore `cmd:"" group:"state" help:"Replace a state by that of a backup, also of the other kind of database, while no service runs. On a running service, use admin restore."`
	Migrate state.Migrate `cmd:"" group:"state" help:"Bring the schema of a database up to date."`
	Check   state.Check   `cmd:"" group:"state" help:"Check that what is kept is whole and fits together."`

	Fleet fleet.Commands `cmd:"" group:"call" help:"Many store Mini Programs: plan, apply, and go on after a stop."`

	Env proxy.Env `cmd:"" group:"lead" help:"Print the variables that send clients through the running service's proxy."`
	Run proxy.Run `cmd:"" group:"lead" help:"Run a command whose calls go through the running service's proxy."`
	CA  proxy.CA  `cmd:"" group:"lead" name:"ca" help:"Print the certificate that clients of --tls and --proxy have to trust."`

	Parity parity.Commands `cmd:"" group:"parity" help:"Compare the real Weixin with wxastore, and keep what was learned without a secret in it."`

	Help       helpCmd       `cmd:"" group:"program" help:"Show how a command is used, as its --help does."`
	Completion completionCmd `cmd:"" group:"program" help:"Print what makes a shell complete commands, flags and interfaces."`
	Man        manCmd        `cmd:"" group:"program" help:"Print the manual page."`
	Version    versionCmd    `cmd:"" group:"program" help:"Print which build this is, as --version does."`

	Complete completeCmd `cmd:"" name:"__complete" hidden:"" help:"What the scripts of completion ask."`
}

// Program is the grammar made ready to parse. It takes one command line at a time.
type Program struct {
	parser *kong.Kong
	set    *serve.Settings
}

// program makes a program of a grammar.
func program(grammar any) (*Program, error) {
	p := &Program{set: &serve.Settings{LookupEnv: os.LookupEnv}}
	var types []string
	for _, t := range weixin.MediaTypes() {
		types = append(types, t.Name)
	}
	var err error
	p.parser, err = kong.New(grammar, append(command.Mappers(),
		kong.Name("wxastore"),
		kong.Description(description),
		kong.NoDefaultHelp(),
		kong.ExplicitGroups(groups()),
		kong.Vars{"api": client.DefaultBaseURL, "parallel": strconv.Itoa(fleet.Parallel), "mediatypes": strings.Join(types, ", "), "shells": complete.Shells},
		kong.Resolvers(p.set),
	)...)
	return p, err
}

// Run makes the program that a line needs and runs the line.
func Run(ctx context.Context, args []string, s *command.Streams) int {
	p, err := program(grammarOf(args))
	if err != nil {
		return report(s, err, false)
	}
	return p.Run(ctx, args, s)
}

// Run parses the arguments, runs the command and returns the exit status: 0
// for success, 1 for a failure or an errcode other than 0, 2 for wrong usage. Of
// parity, 2 and 3 are differences, and wrong usage is 1; so it is of fleet, whose
// commands say what theirs mean.
func (p *Program) Run(ctx context.Context, args []string, s *command.Streams) int {
	form := formOf(args)
	s.Look = command.LookOf(s, command.LanguageOf(form.lang), form.color)
	err := p.run(command.Speaking(ctx, s.Look.Lang), args, s)
	status := report(s, err, form.json)
	if _, usage := errors.AsType[command.UsageError](err); usage && len(args) > 0 && (args[0] == "parity" || args[0] == "fleet") {
		status = 1
	}
	return status
}

// run runs the command.
func (p *Program) run(ctx context.Context, args []string, s *command.Streams) error {
	if err := unsetEmpty(os.Environ()); err != nil {
		return err
	}
	parsed, err := p.parse(args)
	if asked, ok := errors.AsType[helpAsked](err); ok {
		return s.Show(manual.Help(asked.node, s.Look))
	}
	if errors.Is(err, errVersionAsked) {
		return (&versionCmd{}).Run(s)
	}
	if err != nil {
		return err
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return parsed.Run(s)
}

// parse finds the command that is meant and its values.
func (p *Program) parse(args []string) (*kong.Context, error) {
	*p.set = serve.Settings{LookupEnv: p.set.LookupEnv}
	parsed, err := p.parser.Parse(spelled(p.parser.Model, args))
	if p.set.Err != nil { // it may be why the rest is wrong
		return nil, command.WrongUsage(p.set.Err)
	}
	if _, ok := errors.AsType[helpAsked](err); ok || errors.Is(err, errVersionAsked) {
		return nil, err
	}
	if err != nil {
		return nil, command.Usagef("%w (%s --help shows how)", p.misunderstood(err, args), called(err))
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
