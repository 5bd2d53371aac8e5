package call

import (
	"context"
	"net/netip"
	"net/url"
	"time"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// Connection is where the calling commands call, and as which account.
type Connection struct {
	API     *string        `name:"api" env:"WXASTORE_API" placeholder:"URL" help:"Address of the service; the real Weixin (${api}) if it is left out."`
	AppID   string         `name:"appid" env:"WXASTORE_APPID" placeholder:"ID" help:"App id of the account."`
	Secret  command.Secret `env:"WXASTORE_SECRET" placeholder:"SECRET" help:"App secret; better in the environment than on the command line, where others may see it."`
	Timeout time.Duration  `default:"1m" help:"How long the whole command may take; 0 is no limit."`

	command.Output
}

// Bearer is the other way to say which account: a token that exists.
type Bearer struct {
	Token command.Secret `env:"WXASTORE_TOKEN" placeholder:"TOKEN" help:"Access token to call with, instead of app id and secret."`
}

// Deadline returns ctx with the limit of --timeout.
func (c Connection) Deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.Timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, c.Timeout)
}

// Open returns a client with further options. Where no service is named,
// it says that the call goes to the real one.
func (c Connection) Open(s *command.Streams, opts ...client.Option) (*client.Client, error) {
	base := client.DefaultBaseURL
	switch {
	case c.API == nil:
		s.Notef("wxastore: calling the real Weixin, %s: set WXASTORE_API to call a service of your own\n", base)
	case *c.API == "":
		return nil, command.Usagef("--api is empty: give the address of the service, or leave the flag out")
	default:
		var err error
		if base, err = withScheme("--api (WXASTORE_API)", *c.API); err != nil {
			return nil, err
		}
	}
	opened, err := client.New(append(opts, client.WithBaseURL(base), client.WithTimeout(0), client.WithUserAgent("wxastore/"+command.ReadBuild().Version))...)
	if err != nil {
		return nil, command.WrongUsage(err)
	}
	return opened, nil
}

// credentials checks that app id and secret are there.
func (c Connection) credentials() error {
	switch {
	case c.AppID == "" && c.Secret.Reveal() == "":
		return command.Usagef("no credentials: set WXASTORE_APPID and WXASTORE_SECRET, or give --appid and --secret")
	case c.AppID == "":
		return command.Usagef("a secret without an app id: set WXASTORE_APPID or give --appid")
	case c.Secret.Reveal() == "":
		return command.Usagef("an app id without its secret: set WXASTORE_SECRET or give --secret")
	}
	return nil
}

// OpenAs returns a client that calls with the token of b, or with tokens that
// it fetches.
func (c Connection) OpenAs(s *command.Streams, b Bearer, parsed *kong.Context, opts ...client.Option) (*client.Client, error) {
	given := givenFlags(parsed)
	account := c.AppID != "" || c.Secret.Reveal() != ""
	switch {
	case given["token"] && b.Token.Reveal() == "":
		return nil, command.Usagef("--token is empty: give a token, or leave the flag out")
	case b.Token.Reveal() != "" && (given["appid"] || given["secret"]) && !given["token"]:
		b.Token = command.Secret{} // the command line wins over WXASTORE_TOKEN
	case b.Token.Reveal() != "" && account && (given["appid"] || given["secret"] || !given["token"]):
		return nil, command.Usagef("both a token and app id or secret are given: leave out --token (WXASTORE_TOKEN), or --appid and --secret (WXASTORE_APPID, WXASTORE_SECRET)")
	case b.Token.Reveal() == "" && !account:
		return nil, command.Usagef("no credentials: set WXASTORE_APPID and WXASTORE_SECRET (or give --appid and --secret), or WXASTORE_TOKEN (or --token)")
	}
	if b.Token.Reveal() != "" {
		return c.Open(s, append(opts, client.WithTokenSource(client.StaticToken(b.Token.Reveal())))...)
	}
	if err := c.credentials(); err != nil {
		return nil, err
	}
	return c.Open(s, append(opts, client.WithCredentials(c.AppID, c.Secret.Reveal()))...)
}

// givenFlags returns the names of the flags that are on the command line.
func givenFlags(parsed *kong.Context) map[string]bool {
	given := make(map[string]bool)
	for _, step := range parsed.Path {
		if step.Flag != nil && !step.Resolved {
			given[step.Flag.Name] = true
		}
	}
	return given
}

// withScheme completes an address of this machine that was given as HOST:PORT,
// as listeners are. For other addresses it does not guess between http and https.
func withScheme(flag, address string) (string, error) {
	u, err := url.Parse(address)
	if err == nil && u.Host != "" {
		if u.Scheme != "http" && u.Scheme != "https" {
			return "", command.Usagef("%s: %s:// is not a scheme of the API: write http:// or https:// before %s", flag, u.Scheme, u.Host)
		}
		return address, nil
	}
	bare, err := url.Parse("http://" + address)
	if err != nil || bare.Host == "" {
		return "", command.Usagef("%s is not an address: write http://127.0.0.1:8080 or https://HOST", flag)
	}
	if bare.User != nil {
		return bare.String(), nil // it is refused without being repeated
	}
	if ip, err := netip.ParseAddr(bare.Hostname()); bare.Hostname() == "localhost" || err == nil && ip.IsLoopback() {
		return bare.String(), nil
	}
	return "", command.Usagef("%s: %s has no scheme: write https://%[2]s, or http://%[2]s if it serves without TLS", flag, bare.Host)
}
