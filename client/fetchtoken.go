package client

import (
	"context"
	"time"

	"golang.org/x/time/rate"

	"github.com/wxastore/wxastore/weixin"
)

// StableTokens returns a source of an account's stable access token, fetched
// through c. Any number of processes may fetch it. Only if the service keeps
// giving out a token that was refused is a new one forced, which kills the
// old one for all.
func StableTokens(c *Client, appid, secret string) *Tokens {
	// 20 forced refreshes a day are allowed; a call that is refused whatever
	// its token must not use them up.
	forced := rate.NewLimiter(rate.Every(24*time.Hour/16), 3)
	return &Tokens{fetch: timed(func(ctx context.Context, refused string) (weixin.AccessTokenResponse, error) {
		answer, err := c.GetStableAccessToken(ctx, appid, secret, false)
		if err != nil || refused == "" || answer.AccessToken != refused || !forced.Allow() {
			return answer, err
		}
		return c.GetStableAccessToken(ctx, appid, secret, true)
	})}
}

// ClassicTokens returns a source of an account's classic access tokens,
// fetched through c. It must be the account's only one: each fetch supersedes
// the token before.
func ClassicTokens(c *Client, appid, secret string) *Tokens {
	// 2,000 fetches a day are allowed; a call that is refused whatever its
	// token must not use them up.
	renewed := rate.NewLimiter(rate.Every(24*time.Hour/1500), 10)
	return &Tokens{fetch: timed(func(ctx context.Context, refused string) (weixin.AccessTokenResponse, error) {
		if refused != "" && !renewed.Allow() {
			return weixin.AccessTokenResponse{}, ErrNotRenewed
		}
		return c.GetAccessToken(ctx, appid, secret)
	})}
}

// timed makes tokens of answers.
func timed(fetch func(ctx context.Context, refused string) (weixin.AccessTokenResponse, error)) func(context.Context, string) (Token, error) {
	return func(ctx context.Context, refused string) (Token, error) {
		asked := time.Now()
		answer, err := fetch(ctx, refused)
		return NewToken(answer.AccessToken, answer.ExpiresIn, asked), err
	}
}
