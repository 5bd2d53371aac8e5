package account

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/random"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Accounts
	store.Tokens
}

// Grants knows what accounts grant third-party platforms.
type Grants interface {
	// Granted returns the permission sets that the account grants the platform in
	// a generation of its authorization. Its refusals are 61003, 42007 and
	// 40001.
	Granted(ctx context.Context, appID, component, generation string) (weixin.Sets, error)
}

// Module holds what the module needs.
type Module struct {
	Store  Port
	Random random.Source
	Grants Grants
	// AddMerchant adds the store Mini Program of an account that is created.
	AddMerchant func(store.Tx, store.Merchant) error

	keyOnce sync.Once
	key     string
}

// Caller returns the account that an access token from an address speaks for. Of
// one that is refused it tells whose it was, if it was issued here, and else
// whose it says it is.
func (r *Module) Caller(ctx context.Context, token string, from netip.Addr, at time.Time) (edge.Caller, error) {
	appID, ok := appOf(token)
	if !ok {
		return edge.Caller{}, edge.Refuse(weixin.InvalidCredential, "the token does not have the form of one")
	}
	kept, account, err := r.Store.Bearer(ctx, appID, hashToken(token))
	if errors.Is(err, store.ErrNotFound) {
		return edge.Caller{Claimed: appID}, edge.Refuse(weixin.InvalidCredential, "no such token")
	}
	if err != nil {
		return edge.Caller{}, fmt.Errorf("account: %w", err)
	}
	if err := usable(kept, at); err != nil {
		return edge.Caller{AppID: appID}, err
	}
	caller := edge.Caller{AppID: appID, Individual: account.Individual, Irregular: account.Irregular, TextCoordinates: account.TextCoordinates}
	if caller.Kind, err = weixin.ParseKind(account.Kind); err != nil {
		return edge.Caller{}, fmt.Errorf("account %s: %w", appID, err)
	}
	if kept.Kind == componentLine {
		caller.Carried, caller.Unlisted = carriedBy(token), !listed(account.IPList, from)
	}
	if component, generation, ok := componentOf(kept.Kind); ok {
		caller.Component = component
		if caller.Granted, err = r.Grants.Granted(ctx, appID, component, generation); err != nil {
			return edge.Caller{AppID: appID}, err
		}
	}
	return caller, nil
}

// issue issues a token of a series in which each supersedes the one before. The
// token ends in what it carries.
func (r *Module) issue(ctx context.Context, appID, line string, carried []byte, at time.Time) (weixin.AccessTokenResponse, error) {
	token := formToken(appID, append(r.Random.Bytes(secretSize(appID)-len(carried)), carried...))
	err := IssueToken(ctx, r.Store, appID, line, func(line store.TokenSeries) (Issue, error) {
		return issueClassic(line, at, hashToken(token)), nil
	})
	if err != nil {
		return weixin.AccessTokenResponse{}, err
	}
	return weixin.AccessTokenResponse{AccessToken: token, ExpiresIn: weixin.AccessTokenSeconds}, nil
}

// StableToken returns the stable token of the account that a secret proved.
func (r *Module) StableToken(ctx context.Context, appID, secret string, force bool, at time.Time) (weixin.AccessTokenResponse, error) {
	return r.derivedToken(ctx, stableLine, appID, secret, force, at)
}

// derivedToken returns the token of a series whose tokens are derived from a
// secret.
func (r *Module) derivedToken(ctx context.Context, line, appID, secret string, force bool, at time.Time) (weixin.AccessTokenResponse, error) {
	salt := r.Random.Bytes(16)
	fresh, err := deriveToken(appID, secret, salt)
	if err != nil {
		return weixin.AccessTokenResponse{}, err
	}
	var answer weixin.AccessTokenResponse
	err = IssueToken(ctx, r.Store, appID, line, func(line store.TokenSeries) (Issue, error) {
		present, err := deriveToken(appID, secret, line.Salt)
		if err != nil {
			return Issue{}, err
		}
		issue, err := issueStable(line, at, stableRequest{
			force: force, known: hashToken(present) == line.Current,
			fresh: hashToken(fresh), freshSalt: salt,
		})
		answer.AccessToken = present
		if issue.Minted != nil {
			answer.AccessToken = fresh
		}
		answer.ExpiresIn = int(issue.Series.ExpiresAt.Sub(at) / time.Second)
		return issue, err
	})
	if err != nil {
		return weixin.AccessTokenResponse{}, err
	}
	return answer, nil
}
