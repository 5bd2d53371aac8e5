package admin

import (
	"context"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

type createAccount struct {
	api.AccountID
	Name     string `placeholder:"TEXT" help:"A name for people."`
	Kind     string `default:"service" help:"official, service or miniprogram (${default})."`
	Merchant bool   `help:"Add an approved store Mini Program."`
	Nickname string `placeholder:"TEXT" help:"Its nickname; with --merchant."`
	command.Service
}

// Run adds an account.
func (c *createAccount) Run(ctx context.Context, s *command.Streams) error {
	in := api.AccountCreation{Body: api.NewAccount{Account: api.Account{AppID: c.AppID, Name: c.Name, Kind: c.Kind}}}
	if c.Merchant {
		in.Body.Merchant = &api.NewMerchant{Nickname: c.Nickname}
	} else if c.Nickname != "" {
		return command.Usagef("--nickname goes with --merchant")
	}
	return do(ctx, s, c.Service, api.CreateAccount, in)
}

type putAccount struct {
	api.AccountID
	command.Service
}

// Help is the long text of put --help.
func (putAccount) Help() string {
	return `Reads the account's JSON from standard input, as show --json prints it. What is
left out becomes empty. The version in it says what was changed: if another has
changed the account since, nothing is kept, and both values are shown; take it from
show --json again. A version of "*" replaces whatever is there.

  wxastore admin accounts show wx1 --json | jq '.modify_per_month = 5' | wxastore admin accounts put wx1`
}

// Run changes an account.
func (c *putAccount) Run(ctx context.Context, s *command.Streams) error {
	in := api.AccountChange{AccountID: c.AccountID}
	if err := readBody(s.In, "standard input", "give the account as show --json prints it", &in.Body); err != nil {
		return err
	}
	return do(ctx, s, c.Service, api.PutAccount, in)
}

type putComponent struct {
	api.ComponentID
	command.Service
}

// Help is the long text of put --help.
func (putComponent) Help() string {
	return `Reads the platform's JSON from standard input, as show --json prints it. What is left
out becomes empty. The version in it says what was changed: if another has changed the
platform since, nothing is kept, and both values are shown. A version of "*" replaces
whatever is there.

  wxastore admin components show wxc1 --json | jq '.event_url = "http://127.0.0.1:9000/"' | wxastore admin components put wxc1`
}

// Run changes a platform.
func (c *putComponent) Run(ctx context.Context, s *command.Streams) error {
	in := api.ComponentChange{ComponentID: c.ComponentID}
	if err := readBody(s.In, "standard input", "give the platform as show --json prints it", &in.Body); err != nil {
		return err
	}
	return do(ctx, s, c.Service, api.PutComponent, in)
}
