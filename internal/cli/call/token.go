package call

import (
	"context"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Token fetches an access token.
type Token struct {
	ForceRefresh bool `xor:"kind" help:"Kill the current stable token and make a new one; 20 a day, at least 30 s apart."`
	Classic      bool `xor:"kind" help:"Fetch a classic token; it supersedes the classic token of every other program."`

	Connection
}

// Help is the long text of token --help.
func (Token) Help() string {
	return `Prints the stable token, which any number of processes may fetch without
harming each other, and nothing else.

  wxastore token
  export WXASTORE_TOKEN=$(wxastore token)
  wxastore token --json --force-refresh`
}

// Run fetches the token and prints it.
func (c *Token) Run(ctx context.Context, s *command.Streams) error {
	if err := c.credentials(); err != nil {
		return err
	}
	calls, err := c.Open(s)
	if err != nil {
		return err
	}
	ctx, cancel := c.Deadline(ctx)
	defer cancel()
	var token weixin.AccessTokenResponse
	if c.Classic {
		token, err = calls.GetAccessToken(ctx, c.AppID, c.Secret.Reveal())
	} else {
		token, err = calls.GetStableAccessToken(ctx, c.AppID, c.Secret.Reveal(), c.ForceRefresh)
	}
	if err != nil {
		return err
	}
	return c.Print(s, token, "%s\n", token.AccessToken)
}
