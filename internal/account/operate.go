package account

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

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
func (r *Room) Create(ctx context.Context, a store.Account, m *store.Merchant) (secret string, err error) {
	if err := checkMerchant(m); err != nil {
		return "", err
	}
	if a.Kind == store.KindComponent {
		return "", isPlatform()
	}
	if secret, a.SecretHash, err = r.newSecret(a); err != nil {
		return "", err
	}
	err = r.Store.ChangeAccount(ctx, a.AppID, func(before *store.Account) (*store.Seed, error) {
		if before != nil {
			return nil, bad("there is an account %s already", a.AppID)
		}
		return &store.Seed{Account: a, Merchant: m}, nil
	})
	return secret, err
}

// Put changes all of an account but its secret, or returns store.ErrNotFound.
// version is what was seen of it: if it is another by now, nothing is changed and
// Put returns store.ErrConflict.
func (r *Room) Put(ctx context.Context, a store.Account, version string) error {
	if err := Check(a); err != nil {
		return err
	}
	return r.Store.ChangeAccount(ctx, a.AppID, func(before *store.Account) (*store.Seed, error) {
		if before == nil {
			return nil, fmt.Errorf("account %s: %w", a.AppID, store.ErrNotFound)
		}
		if (before.Kind == store.KindComponent) != (a.Kind == store.KindComponent) {
			return nil, isPlatform()
		}
		if !store.Replaces(version, before.Version(), a.Version()) {
			return nil, fmt.Errorf("account %s: %w", a.AppID, store.ErrConflict)
		}
		after := a
		after.SecretHash = before.SecretHash
		return &store.Seed{Account: after}, nil
	})
}

// RollSecret makes another secret and returns it. The one before stops to work
// at once; tokens that were fetched with it go on.
func (r *Room) RollSecret(ctx context.Context, appID string) (string, error) {
	secret, hash, err := r.newSecret(store.Account{AppID: appID, Kind: "service"})
	if err != nil {
		return "", err
	}
	err = r.Store.ChangeAccount(ctx, appID, func(before *store.Account) (*store.Seed, error) {
		if before == nil {
			return nil, fmt.Errorf("account %s: %w", appID, store.ErrNotFound)
		}
		after := *before
		after.SecretHash = hash
		return &store.Seed{Account: after}, nil
	})
	return secret, err
}

// newSecret makes a secret as long as Weixin's, for an account that can be one.
func (r *Room) newSecret(a store.Account) (string, store.Hash, error) {
	if err := Check(a); err != nil {
		return "", store.Hash{}, err
	}
	secret := hex.EncodeToString(r.Random.Bytes(16))
	return secret, HashSecret(secret), nil
}

func checkMerchant(m *store.Merchant) error {
	if m == nil {
		return nil
	}
	if m.State != store.MerchantApproved && m.State != store.MerchantReviewing {
		return bad("merchant: unknown state %q: use %s or %s", m.State, store.MerchantApproved, store.MerchantReviewing)
	}
	for _, text := range []string{m.Nickname, m.Intro} {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return bad("merchant: a text is not UTF-8, or holds U+0000")
		}
	}
	return nil
}

// mostLive bounds how many live tokens are listed.
const mostLive = 100

// Tokens returns an account's tokens that work now, the newest first and at
// most 100, or store.ErrNotFound.
func (r *Room) Tokens(ctx context.Context, appID string, now time.Time) ([]store.Token, error) {
	if _, err := r.Store.Account(ctx, appID); err != nil {
		return nil, err
	}
	return r.Store.LiveTokens(ctx, appID, now, mostLive)
}

// OperatorToken returns a token of an account that no secret was needed for, on
// a line of its own, so that it supersedes nobody's. It is the same as long as
// the process runs and the token has more than 5 minutes left.
func (r *Room) OperatorToken(ctx context.Context, appID string, now time.Time) (string, error) {
	token, err := r.derivedToken(ctx, operatorLine, appID, r.operatorKey(), false, now)
	if errors.Is(err, store.ErrNotFound) {
		return "", bad("there is no account %s", appID)
	}
	return token.AccessToken, err
}

// operatorKey is what tokens of the operator are derived from in this process.
func (r *Room) operatorKey() string {
	r.keyOnce.Do(func() { r.key = rand.Text() + rand.Text() })
	return r.key
}
