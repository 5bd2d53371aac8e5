package component

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Authorize grants a platform permission sets of an account, as the operator
// may, and returns the authorization code. It returns store.ErrNotFound for an
// unknown platform or account.
func (r *Module) Authorize(ctx context.Context, component, authorizer string, sets []int, now time.Time) (code string, err error) {
	return r.agree(ctx, component, authorizer, "", sets, now)
}

// agree grants what an administrator agreed to on the page that a
// pre-authorization code led to; "" is none.
func (r *Module) agree(ctx context.Context, component, authorizer, preAuth string, sets []int, now time.Time) (code string, err error) {
	if authorizer == "" {
		return "", store.ErrNotFound
	}
	g := grant{
		sets: sets, preAuth: preAuth, authCode: formCode(authPrefix, r.Random.Bytes(codeSize)), eventID: r.eventID(),
		salt: r.Random.Bytes(saltSize), at: now,
	}
	err = Decide(ctx, r.Store, component, authorizer, hashCode(preAuthPrefix, preAuth), func(s store.Standing) (store.Decision, error) {
		return authorize(s, g)
	})
	return g.authCode, err
}

// Withdraw ends an authorization. It returns store.ErrNotFound if there is
// none.
func (r *Module) Withdraw(ctx context.Context, component, authorizer string, now time.Time) error {
	id := r.eventID()
	return Decide(ctx, r.Store, component, authorizer, store.Hash{}, func(s store.Standing) (store.Decision, error) {
		return withdraw(s, id, now)
	})
}

// ChangePassword lets an account's password change: the tokens with which the
// platform calls for it die. It returns store.ErrNotFound if there is no
// authorization.
func (r *Module) ChangePassword(ctx context.Context, component, authorizer string, now time.Time) error {
	return Decide(ctx, r.Store, component, authorizer, store.Hash{}, func(s store.Standing) (store.Decision, error) {
		return void(s, now)
	})
}

// Granted returns the permission sets that an account grants a platform in a
// generation of its authorization.
//
//fidelity:choice all reauthorized | a token from before the account withdrew and authorized again: 40001
func (r *Module) Granted(ctx context.Context, appID, component, of string) (weixin.Sets, error) {
	a, err := r.authorization(ctx, appID, component)
	if err != nil {
		return nil, err
	}
	if err := holds(a); err != nil {
		return nil, err
	}
	if of != generation(a) {
		return nil, edge.Refuse(weixin.InvalidCredential, "the token is of an authorization that was withdrawn")
	}
	return a.PermissionSets, nil
}

// Authorized returns nil if an account authorizes a platform.
func (r *Module) Authorized(ctx context.Context, appID, component string) error {
	if _, err := r.account(ctx, appID, "appid"); err != nil {
		return err
	}
	a, err := r.authorization(ctx, appID, component)
	if err != nil {
		return err
	}
	return granted(a)
}

// account returns the account that a parameter names. A platform is none.
func (r *Module) account(ctx context.Context, appID, param string) (store.Account, error) {
	account, err := r.Store.Account(ctx, appID)
	if errors.Is(err, store.ErrNotFound) || err == nil && account.Kind == store.KindComponent {
		return account, edge.Refuse(weixin.InvalidAppID, "no account has the %s", param)
	}
	if err != nil {
		return account, fmt.Errorf("component: %w", err)
	}
	return account, nil
}

// authorization returns what an account grants a platform, of which State says
// whether it is anything.
func (r *Module) authorization(ctx context.Context, appID, component string) (store.Authorization, error) {
	a, err := r.Store.Authorization(ctx, appID, component)
	return orNone(a, err, appID, component)
}

// orNone makes an authorization that was not found one that grants nothing.
func orNone(a store.Authorization, err error, appID, component string) (store.Authorization, error) {
	if errors.Is(err, store.ErrNotFound) {
		return store.Authorization{AppID: appID, Component: component}, nil
	}
	if err != nil {
		return a, fmt.Errorf("authorization of %s by %s: %w", component, appID, err)
	}
	return a, nil
}

// code returns the platform's code of a hash, of which Kind says whether it is
// one.
func (r *Module) code(ctx context.Context, component string, hash store.Hash) (store.Code, error) {
	c, err := r.Store.Code(ctx, component, hash)
	if errors.Is(err, store.ErrNotFound) {
		return store.Code{AppID: component, Hash: hash}, nil
	}
	if err != nil {
		return c, fmt.Errorf("component: %w", err)
	}
	return c, nil
}
