package main

import (
	"context"
	"time"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
)

// connection is where the calling commands call, and as which account.
type connection struct {
	API     *string       `name:"api" env:"WXASTORE_API" placeholder:"URL" help:"Address of the service; the real Weixin (${api}) if it is left out."`
	AppID   string        `name:"appid" env:"WXASTORE_APPID" placeholder:"ID" help:"App id of the account."`
	Secret  string        `env:"WXASTORE_SECRET" placeholder:"SECRET" help:"App secret; better in the environment than on the command line, where others may see it."`
	Timeout time.Duration `default:"1m" help:"How long the whole command may take; 0 is no limit."`

	output
	language
}

// bearer is the other way to say which account: a token that exists.
type bearer struct {
	Token string `env:"WXASTORE_TOKEN" placeholder:"TOKEN" help:"Access token to call with, instead of app id and secret."`
}

// deadline returns ctx with the limit of --timeout.
func (c connection) deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.Timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, c.Timeout)
}

// open returns a client with further options. Where nobody has named a service
// it says that the call goes to the real one.
func (c connection) open(s *streams, opts ...client.Option) (*client.Client, error) {
	base := client.DefaultBaseURL
	switch {
	case c.API == nil:
		s.notef("wxastore: calling the real Weixin, %s: set WXASTORE_API to call a service of your own\n", base)
	case *c.API == "":
		return nil, usagef("--api is empty: give the address of the service, or leave the flag out")
	default:
		var err error
		if base, err = withScheme("--api (WXASTORE_API)", *c.API); err != nil {
			return nil, err
		}
	}
	opened, err := client.New(append(opts, client.WithBaseURL(base), client.WithTimeout(0), client.WithUserAgent("wxastore/"+readBuild().Version))...)
	if err != nil {
		return nil, usageError{err}
	}
	return opened, nil
}

// credentials checks that app id and secret are there.
func (c connection) credentials() error {
	switch {
	case c.AppID == "" && c.Secret == "":
		return usagef("no credentials: set WXASTORE_APPID and WXASTORE_SECRET, or give --appid and --secret")
	case c.AppID == "":
		return usagef("a secret without an app id: set WXASTORE_APPID or give --appid")
	case c.Secret == "":
		return usagef("an app id without its secret: set WXASTORE_SECRET or give --secret")
	}
	return nil
}

// openAs returns a client that calls with the token of b, or with tokens that
// it fetches.
func (c connection) openAs(s *streams, b bearer, command *kong.Context, opts ...client.Option) (*client.Client, error) {
	given := givenFlags(command)
	account := c.AppID != "" || c.Secret != ""
	switch {
	case given["token"] && b.Token == "":
		return nil, usagef("--token is empty: give a token, or leave the flag out")
	case b.Token != "" && (given["appid"] || given["secret"]) && !given["token"]:
		b.Token = "" // the command line wins over WXASTORE_TOKEN
	case b.Token != "" && account && (given["appid"] || given["secret"] || !given["token"]):
		return nil, usagef("both a token and app id or secret are given: leave out --token (WXASTORE_TOKEN), or --appid and --secret (WXASTORE_APPID, WXASTORE_SECRET)")
	case b.Token == "" && !account:
		return nil, usagef("no credentials: set WXASTORE_APPID and WXASTORE_SECRET (or give --appid and --secret), or WXASTORE_TOKEN (or --token)")
	}
	if b.Token != "" {
		return c.open(s, append(opts, client.WithTokenSource(client.StaticToken(b.Token)))...)
	}
	if err := c.credentials(); err != nil {
		return nil, err
	}
	return c.open(s, append(opts, client.WithCredentials(c.AppID, c.Secret))...)
}

// givenFlags returns the names of the flags that are on the command line.
func givenFlags(command *kong.Context) map[string]bool {
	given := make(map[string]bool)
	for _, step := range command.Path {
		if step.Flag != nil && !step.Resolved {
			given[step.Flag.Name] = true
		}
	}
	return given
}
