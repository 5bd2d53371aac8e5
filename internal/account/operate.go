package account

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// The methods here are the operator's, who needs no secret.

// isPlatform refuses to make a platform of an account: it is more than that.
func isPlatform() error {
	return bad("kind component: a third-party platform is declared in a seed, under components")
}

// Create adds an account, with its store Mini Program if m is not nil, and
// returns the secret that is made for it. An app id that is taken is a
// BadAccount.
func (r *Module) Create(ctx context.Context, a store.Account, m *store.Merchant) (secret string, err error) {
	if a.Kind == store.KindComponent {
		return "", isPlatform()
	}
	if secret, a.SecretHash, err = r.newSecret(a); err != nil {
		return "", err
	}
	err = change(ctx, r.Store, a.AppID, func(before *store.Account) (store.Account, error) {
		if before != nil {
			return a, bad("there is an account %s already", a.AppID)
		}
		return a, nil
	}, func(tx store.Tx) error {
		if m == nil {
			return nil
		}
		added := *m
		added.AppID = a.AppID
		return r.AddMerchant(tx, added)
	})
	return secret, err
}

// Put changes all of an account but its secret, or returns store.ErrNotFound.
// version is what was seen of it: if it is another by now, nothing is changed and
// Put returns store.ErrConflict.
func (r *Module) Put(ctx context.Context, a store.Account, version string) error {
	if err := Check(a); err != nil {
		return err
	}
	return change(ctx, r.Store, a.AppID, func(before *store.Account) (store.Account, error) {
		if before == nil {
			return store.Account{}, fmt.Errorf("account %s: %w", a.AppID, store.ErrNotFound)
		}
		if (before.Kind == store.KindComponent) != (a.Kind == store.KindComponent) {
			return store.Account{}, isPlatform()
		}
		if !store.Replaces(version, before.Version(), a.Version()) {
			return store.Account{}, fmt.Errorf("account %s: %w", a.AppID, store.ErrConflict)
		}
		after := a
		after.SecretHash, after.Options = before.SecretHash, before.Options
		return after, nil
	})
}

// Drop deletes an account with all that is its own, or returns store.ErrNotFound. version
// is what was seen of it, "" for whatever is there: if it is another by now, nothing is
// deleted and Drop returns store.ErrConflict.
func (r *Module) Drop(ctx context.Context, appID, version string) error {
	return r.drop(ctx, []store.Key{store.AccountKey(appID)}, appID, func(_ store.Tx, a store.Account) (there string, err error) {
		return a.Version(), nil
	}, version)
}

// DropPlatform is Drop of a third-party platform, whose version is not its account's.
func (r *Module) DropPlatform(ctx context.Context, appID, version string) error {
	return r.drop(ctx, []store.Key{store.AccountKey(appID), store.ComponentKey(appID)}, appID, func(tx store.Tx, _ store.Account) (string, error) {
		c, err := tx.Component(appID)
		return c.Version(), err
	}, version)
}

func (r *Module) drop(ctx context.Context, keys []store.Key, appID string, versionOf func(store.Tx, store.Account) (string, error), seen string) error {
	return r.Store.Write(ctx, keys, func(tx store.Tx) error {
		a, err := tx.Account(appID)
		if err != nil {
			return fmt.Errorf("account %s: %w", appID, err)
		}
		there, err := versionOf(tx, a)
		if err != nil {
			return fmt.Errorf("account %s: %w", appID, err)
		}
		if !store.Unchanged(seen, there) {
			return fmt.Errorf("account %s: %w", appID, store.ErrConflict)
		}
		return tx.DropAccount(appID)
	})
}

// AddPlatform adds the account of a third-party platform, and the platform by add in
// the same write, and returns the secret that is made for it. An app id that is taken
// is a BadAccount.
func (r *Module) AddPlatform(ctx context.Context, appID, name string, add func(store.Tx) error) (secret string, err error) {
	a := store.Account{AppID: appID, Name: name, Kind: store.KindComponent}
	if secret, a.SecretHash, err = r.newSecret(a); err != nil {
		return "", err
	}
	err = change(ctx, r.Store, appID, func(before *store.Account) (store.Account, error) {
		if before != nil {
			return a, bad("there is an account %s already", appID)
		}
		return a, nil
	}, add)
	return secret, err
}

// RollSecret makes another secret and returns it. The one before stops working
// at once; tokens that were fetched with it go on.
func (r *Module) RollSecret(ctx context.Context, appID string) (string, error) {
	secret, hash, err := r.newSecret(store.Account{AppID: appID, Kind: "service"})
	if err != nil {
		return "", err
	}
	err = change(ctx, r.Store, appID, func(before *store.Account) (store.Account, error) {
		if before == nil {
			return store.Account{}, fmt.Errorf("account %s: %w", appID, store.ErrNotFound)
		}
		after := *before
		after.SecretHash = hash
		return after, nil
	})
	return secret, err
}

// newSecret makes a secret as long as Weixin's, for an account that can be one.
func (r *Module) newSecret(a store.Account) (string, store.Hash, error) {
	if err := Check(a); err != nil {
		return "", store.Hash{}, err
	}
	secret := hex.EncodeToString(r.Random.Bytes(16))
	return secret, HashSecret(secret), nil
}

// mostLive bounds how many live tokens are listed.
const mostLive = 100

// Tokens returns an account's tokens that work now, the newest first and at
// most 100, or store.ErrNotFound.
func (r *Module) Tokens(ctx context.Context, appID string, now time.Time) ([]store.Token, error) {
	if _, err := r.Store.Account(ctx, appID); err != nil {
		return nil, err
	}
	return r.Store.LiveTokens(ctx, appID, now, mostLive)
}

// OperatorToken returns a token of an account that no secret was needed for, on
// a series of its own, so that it supersedes nobody's. It is the same as long as
// the process runs and the token has more than 5 minutes left.
func (r *Module) OperatorToken(ctx context.Context, appID string, now time.Time) (string, error) {
	token, err := r.derivedToken(ctx, operatorLine, appID, r.operatorKey(), false, now)
	if errors.Is(err, store.ErrNotFound) {
		return "", bad("there is no account %s", appID)
	}
	return token.AccessToken, err
}

// OperatorAuthorizerToken is OperatorToken for a platform that calls for an account,
// in a generation of its authorization.
func (r *Module) OperatorAuthorizerToken(ctx context.Context, appID, component, generation string, now time.Time) (string, error) {
	token, err := r.derivedToken(ctx, operatorAuthorizerLine(component, generation), appID, r.operatorKey(), false, now)
	return token.AccessToken, err
}

// ExpiredToken returns a token of an account whose life ended just now.
func (r *Module) ExpiredToken(ctx context.Context, appID string, now time.Time) (string, error) {
	token, err := r.issue(ctx, appID, expiredLine, nil, now.Add(-life))
	if errors.Is(err, store.ErrNotFound) {
		return "", bad("there is no account %s", appID)
	}
	return token.AccessToken, err
}

// UnissuedToken returns what looks like a token of an account and was never issued.
func (r *Module) UnissuedToken(appID string) (string, error) {
	if !ValidAppID(appID) {
		return "", bad("there is no account %s", appID)
	}
	return formToken(appID, r.Random.Bytes(secretSize(appID))), nil
}

// operatorKey is what tokens of the operator are derived from in this process.
func (r *Module) operatorKey() string {
	r.keyOnce.Do(func() { r.key = rand.Text() + rand.Text() })
	return r.key
}

// Revoke makes a token of an account stop working, or returns store.ErrNotFound.
func (r *Module) Revoke(ctx context.Context, appID string, hash store.Hash, now time.Time) error {
	return Revoke(ctx, r.Store, appID, hash, now)
}
