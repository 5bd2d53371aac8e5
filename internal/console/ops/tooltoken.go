package ops

import (
	"cmp"
	"context"
	"net/url"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// query is the query of a request, with the token that it asks for if it needs one.
func (c *Console) query(ctx context.Context, page weixin.Page, r api.Request) (url.Values, error) {
	query := make(url.Values)
	for name, value := range r.Query {
		query.Set(name, value)
	}
	if !page.Credential.Bearer() || query.Has("access_token") {
		return query, nil
	}
	token, ok, err := c.toolToken(ctx, page, r)
	if ok {
		query.Set("access_token", token)
	}
	return query, err
}

// toolToken is the token of a request, and whether it has one. It is made without the
// account's secret, in a series of its own that supersedes no other. A platform's own
// token cannot be made so: it carries a key that follows from the secret.
func (c *Console) toolToken(ctx context.Context, page weixin.Page, r api.Request) (token string, ok bool, err error) {
	of, now := cmp.Or(r.ProofOf, r.AppID), c.m.Clock.Now()
	switch {
	case r.Proof == api.TokenEmpty:
	case of == "":
		return "", false, nil
	case r.Proof == api.TokenInvalid:
		token, err = c.m.Accounts.UnissuedToken(of)
	case r.Proof == api.TokenExpired:
		token, err = c.m.Accounts.ExpiredToken(ctx, of, now)
	case page.Credential == weixin.ComponentToken && r.ProofOf == "":
		return "", false, nil
	case r.Component != "":
		token, err = c.m.Components.OperatorToken(ctx, r.Component, of, now)
	default:
		token, err = c.m.Accounts.OperatorToken(ctx, of, now)
	}
	return token, err == nil, err
}
