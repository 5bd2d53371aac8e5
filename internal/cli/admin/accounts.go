package admin

import (
	"context"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// adminAccounts are the commands about accounts.
type adminAccounts struct {
	List   listAccounts  `cmd:"" help:"List accounts."`
	Show   showAccount   `cmd:"" help:"Show an account."`
	Create createAccount `cmd:"" help:"Add an account and print its secret, once."`
	Put    putAccount    `cmd:"" help:"Change all of an account but its secret."`
	Secret rollSecret    `cmd:"" help:"Make another secret and print it, once."`
	Tokens listTokens    `cmd:"" help:"List the access tokens that work now, by their hashes."`
	Revoke revokeToken   `cmd:"" help:"Make an access token stop to work."`
}

// Account is the account that a command is about.
type Account struct {
	AppID string `arg:"" name:"appid" help:"App id of the account."`
	command.Service
}

type listAccounts struct {
	listPart
	command.Service
}

// Run lists accounts.
func (c *listAccounts) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "GET", "/api/accounts", c.values(), nil, "accounts", "appid", "kind", "name")
}

type showAccount struct{ Account }

// Run shows an account.
func (c *showAccount) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "GET", at("/api/accounts/%s", c.AppID), nil, nil, "")
}

type createAccount struct {
	Account
	Name     string `placeholder:"TEXT" help:"A name for people."`
	Kind     string `default:"service" help:"official, service or miniprogram (${default})."`
	Merchant bool   `help:"Add an approved store Mini Program."`
	Nickname string `placeholder:"TEXT" help:"Its nickname; with --merchant."`
}

// Run adds an account.
func (c *createAccount) Run(ctx context.Context, s *command.Streams) error {
	body := map[string]any{"appid": c.AppID, "name": c.Name, "kind": c.Kind}
	if c.Merchant {
		body["merchant"] = map[string]any{"nickname": c.Nickname}
	} else if c.Nickname != "" {
		return command.Usagef("--nickname goes with --merchant")
	}
	return do(ctx, s, c.Service, "POST", "/api/accounts", nil, body, "")
}

type putAccount struct{ Account }

// Help is the long text of put --help.
func (putAccount) Help() string {
	return `Reads the account's JSON from standard input, as show --json prints it. What is
left out becomes empty. The version in it says what was changed: if somebody has
changed the account since, nothing is kept, and both values are told; take it from
show --json again. A version of "*" replaces whatever is there.

  wxastore admin accounts show wx1 --json | jq '.modify_per_month = 5' | wxastore admin accounts put wx1`
}

// Run changes an account.
func (c *putAccount) Run(ctx context.Context, s *command.Streams) error {
	text, err := command.ReadJSON(s.In, "standard input", "give the account as show --json prints it")
	if err != nil {
		return err
	}
	return do(ctx, s, c.Service, "PUT", at("/api/accounts/%s", c.AppID), nil, text, "")
}

type rollSecret struct{ Account }

// Run makes another secret.
func (c *rollSecret) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "POST", at("/api/accounts/%s/secret", c.AppID), nil, nil, "")
}

type listTokens struct{ Account }

// Run lists tokens.
func (c *listTokens) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "GET", at("/api/accounts/%s/tokens", c.AppID), nil, nil, "tokens", "kind", "issued_at", "expires_at", "hash")
}

type revokeToken struct {
	Account
	Hash string `arg:"" help:"The token's hash, as tokens lists it."`
}

// Run revokes a token.
func (c *revokeToken) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "DELETE", at("/api/accounts/%s/tokens/%s", c.AppID, c.Hash), nil, nil, "")
}

type adminQuotas struct{ Account }

// Run shows the quotas of an account.
func (c *adminQuotas) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "GET", at("/api/accounts/%s/quotas", c.AppID), nil, nil, "quotas", "interface", "used", "daily", "used_minute", "per_minute")
}
