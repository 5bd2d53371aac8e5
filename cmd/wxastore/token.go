package main

import (
	"context"

	"github.com/wxastore/wxastore/weixin"
)

// tokenCmd fetches an access token.
type tokenCmd struct {
	ForceRefresh bool `xor:"kind" help:"Kill the present stable token and make a new one; 20 a day, at least 30 s apart."`
	Classic      bool `xor:"kind" help:"Fetch a classic token; it supersedes the classic token of everybody else."`

	connection
}

// Help is the long text of token --help.
func (tokenCmd) Help() string {
	return `Prints the stable token, which any number of processes may fetch without
harming each other, and nothing else.

  wxastore token
  export WXASTORE_TOKEN=$(wxastore token)
  wxastore token --json --force-refresh`
}

// Run fetches the token and prints it.
func (c *tokenCmd) Run(ctx context.Context, s *streams) error {
	if err := c.credentials(); err != nil {
		return err
	}
	calls, err := c.open(s)
	if err != nil {
		return err
	}
	ctx, cancel := c.deadline(ctx)
	defer cancel()
	var token weixin.AccessTokenResponse
	if c.Classic {
		token, err = calls.GetAccessToken(ctx, c.AppID, c.Secret)
	} else {
		token, err = calls.GetStableAccessToken(ctx, c.AppID, c.Secret, c.ForceRefresh)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(token)
	}
	return s.printf("%s\n", token.AccessToken)
}
