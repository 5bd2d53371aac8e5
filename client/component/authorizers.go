package component

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// ErrNotAuthorized is returned by calls for an account whose refresh token is
// not in the store: it never authorized the platform, has withdrawn, or was
// lost and can be restored with Resync.
var ErrNotAuthorized = said.Errorf("the token store has no refresh token of the account")

// ErrNoRefreshToken is returned where Weixin lists no refresh token of an
// account that authorizes the platform. It lists none before the code of the
// authorization was used.
var ErrNoRefreshToken = said.Errorf("Weixin tells no refresh token of the account: its authorization code has not been used yet. Call QueryAuth with the code that was pushed or came with the redirect; if that code is used up or too old, have the account authorize the platform again")

// Authorizer returns the source of the tokens with which the platform calls for
// an account; for its own app id, that of Tokens. It is the same for each call.
func (c *Component) Authorizer(appID string) *client.Tokens {
	if appID == c.appID {
		return c.own
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.authorizers[appID]
	if t == nil {
		t = c.renewed(appID, c.fetchAuthorizer)
		c.authorizers[appID] = t
	}
	return t
}

// ClientFor returns a client that calls for an account, with the options of the
// component. All of them share its connections.
func (c *Component) ClientFor(appID string) *client.Client {
	return c.calls.WithTokens(c.Authorizer(appID))
}

// QueryAuth turns an authorization code into the tokens of the account that
// gave it, and stores them before it returns. A code is good once. An answer
// without an access token is completed: one is fetched with the refresh token.
// The page is that of weixin.GetAuthorizerRefreshToken.
func (c *Component) QueryAuth(ctx context.Context, code string) (weixin.AuthorizationInfo, error) {
	asked := time.Now()
	answer, err := client.Do(ctx, c.calls, weixin.GetAuthorizerRefreshToken, weixin.AuthorizerRefreshTokenRequest{
		ComponentAppID: c.appID, AuthorizationCode: code,
	})
	info := answer.AuthorizationInfo
	switch {
	case err != nil:
		return weixin.AuthorizationInfo{}, err
	case info.AuthorizerAppID == "":
		return weixin.AuthorizationInfo{}, said.Errorf("%s: the answer has no authorizer_appid", weixin.GetAuthorizerRefreshToken.Name)
	case info.AuthorizerRefreshToken == "":
		return weixin.AuthorizationInfo{}, said.Errorf("%s: the answer has no authorizer_refresh_token, without which nothing can be called for %s: have the account authorize the platform again, and grant it some permission set", weixin.GetAuthorizerRefreshToken.Name, info.AuthorizerAppID)
	}
	// The code is used up: a caller who is gone must not cost the account.
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	t := client.NewToken(info.AuthorizerAccessToken, info.ExpiresIn, asked)
	err = update(saving, c.store, c.key(info.AuthorizerAppID), func(r *TokenRecord) bool {
		r.grant(info.AuthorizerRefreshToken, asked)
		r.AccessToken, r.RenewAt, r.ExpiresAt = t.AccessToken, t.RenewAt, t.ExpiresAt
		return true
	})
	if err != nil {
		return info, said.Errorf("saving the tokens of %s, which Restore can fetch again: %w", info.AuthorizerAppID, err)
	}
	tokens := c.Authorizer(info.AuthorizerAppID)
	tokens.Set(t)
	if t.AccessToken != "" {
		return info, nil
	}
	if info.AuthorizerAccessToken, err = tokens.Token(ctx); err != nil {
		return info, said.Errorf("%s authorizes the platform and its refresh token is stored, but no access token came with it and none could be fetched: %w",
			info.AuthorizerAppID, err)
	}
	return info, nil
}

// grant replaces the refresh token of r. The previous one is kept until the
// new one has served.
func (r *TokenRecord) grant(refresh string, at time.Time) {
	if r.RefreshToken != refresh && r.RefreshToken != "" {
		r.PreviousRefreshToken = r.RefreshToken
	}
	r.RefreshToken, r.GrantedAt = refresh, at
}

// fetchAuthorizer fetches an access token for an account. If its refresh token
// is refused, it tries the previous one, and at last the one that Weixin lists.
func (c *Component) fetchAuthorizer(ctx context.Context, r TokenRecord) (fetched, error) {
	got, err := c.tryRefresh(ctx, r.AppID, r.RefreshToken)
	if !refused(err, weixin.RefreshTokenInvalid) {
		return got, err
	}
	if previous := r.PreviousRefreshToken; previous != "" {
		if got, err := c.tryRefresh(ctx, r.AppID, previous); !refused(err, weixin.RefreshTokenInvalid) {
			return got, err
		}
	}
	info, infoErr := c.info(ctx, r.AppID)
	if infoErr != nil {
		return fetched{}, said.Errorf("%w; asking for the right refresh token: %w", err, infoErr)
	}
	if listed := info.AuthorizerRefreshToken; listed != "" && listed != r.RefreshToken && listed != r.PreviousRefreshToken {
		return c.tryRefresh(ctx, r.AppID, listed)
	} else if listed == "" {
		return fetched{}, said.Errorf("%w; %w", err, ErrNoRefreshToken)
	}
	return fetched{}, err
}

func (c *Component) tryRefresh(ctx context.Context, appID, refresh string) (fetched, error) {
	answer, err := client.Do(ctx, c.calls, weixin.GetAuthorizerAccessToken, weixin.AuthorizerAccessTokenRequest{
		ComponentAppID: c.appID, AuthorizerAppID: appID, AuthorizerRefreshToken: refresh,
	})
	got := fetched{access: answer.AuthorizerAccessToken, seconds: answer.ExpiresIn, refresh: answer.AuthorizerRefreshToken}
	if got.refresh == "" {
		got.refresh = refresh
	}
	return got, err
}

// refused reports whether err is an answer of a code.
func refused(err error, code weixin.Code) bool {
	answered, ok := errors.AsType[*weixin.Error](err)
	return ok && answered.Code == code
}

func (c *Component) info(ctx context.Context, appID string) (weixin.AuthorizationInfo, error) {
	answer, err := client.Do(ctx, c.calls, weixin.GetAuthorizerInfo, weixin.AuthorizerInfoRequest{ComponentAppID: c.appID, AuthorizerAppID: appID})
	return answer.AuthorizationInfo, err
}

// Restore asks Weixin for the refresh token of an account and stores it, for
// when it was lost. If Weixin lists none the error is ErrNoRefreshToken, and
// what is stored stays.
func (c *Component) Restore(ctx context.Context, appID string) error {
	asked := time.Now()
	info, err := c.info(ctx, appID)
	if err != nil {
		return err
	}
	_, err = c.restore(ctx, appID, info.AuthorizerRefreshToken, asked)
	return err
}

// restore stores a refresh token that Weixin listed when it was asked at a time.
func (c *Component) restore(ctx context.Context, appID, refresh string, asked time.Time) (changed bool, err error) {
	missing := false
	err = update(ctx, c.store, c.key(appID), func(r *TokenRecord) bool {
		// What was stored after the question is newer than the answer.
		older := r.RefreshToken == "" || r.GrantedAt.Before(asked.Truncate(time.Millisecond))
		missing = older && refresh == ""
		if changed = older && refresh != "" && r.RefreshToken != refresh; changed {
			r.grant(refresh, asked)
		}
		return changed
	})
	switch {
	case err != nil:
		return false, said.Errorf("saving the refresh token of %s: %w", appID, err)
	case missing:
		return false, said.Errorf("%s: %w", appID, ErrNoRefreshToken)
	}
	return changed, nil
}

// Forget removes the tokens of an account from the store. If the account still
// authorizes the platform, Restore brings them back.
func (c *Component) Forget(ctx context.Context, appID string) error {
	if appID == c.appID {
		return said.Errorf("component: %s is the platform, not an account", appID)
	}
	err := update(ctx, c.store, c.key(appID), (*TokenRecord).empty)
	if err != nil {
		return said.Errorf("removing the tokens of %s: %w", appID, err)
	}
	c.Authorizer(appID).Set(client.Token{})
	return nil
}

// empty removes the tokens of r and reports whether there were any. The record
// stays, so that what was saved with its old version stays refused.
func (r *TokenRecord) empty() bool {
	had := r.RefreshToken != "" || r.AccessToken != ""
	*r = TokenRecord{TokenKey: r.TokenKey, Version: r.Version}
	return had
}

// Stored returns the app ids of the accounts whose refresh tokens are in the
// store, in no order. It ends at its first error.
func (c *Component) Stored(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for r, err := range c.store.Records(ctx, c.appID) {
			if err == nil && (r.AppID == c.appID || r.RefreshToken == "") {
				continue
			}
			if !yield(r.AppID, err) || err != nil {
				return
			}
		}
	}
}
