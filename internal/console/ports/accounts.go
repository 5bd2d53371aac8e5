package ports

import (
	"context"

	"github.com/wxastore/wxastore/internal/store"
)

// Accounts are app ids with their secrets and tokens.
type Accounts interface {
	// List returns up to limit accounts, and the After of the page that
	// follows; "" if none does.
	List(ctx context.Context, f store.AccountFilter, limit int) (list []store.Account, next string, err error)
	// Get returns an account, or store.ErrNotFound.
	Get(ctx context.Context, appID string) (store.Account, error)
	// Create adds an account, with its store Mini Program if m is not nil, and
	// returns the secret that it makes for it: nobody can ask for it again.
	// What the SecretHash says is not looked at. An app id that is taken, and
	// whatever an account cannot be, is Invalid.
	Create(ctx context.Context, a store.Account, m *store.Merchant) (secret string, err error)
	// Put changes all of an account but its secret, or returns
	// store.ErrNotFound. version is what was seen of it: if it is another by now,
	// Put changes nothing and returns store.ErrConflict.
	Put(ctx context.Context, a store.Account, version string) error
	// RollSecret makes another secret and returns it, once. The one before
	// stops to work; tokens go on.
	RollSecret(ctx context.Context, appID string) (secret string, err error)
	// Tokens returns the tokens that work now, the newest first. The tokens
	// themselves are known to nobody.
	Tokens(ctx context.Context, appID string) ([]store.Token, error)
	// Revoke makes a token stop to work at once, or returns store.ErrNotFound.
	// It is answered 40001 from then on.
	Revoke(ctx context.Context, appID string, hash store.Hash) error
}

// Quotas are what accounts may call and have called.
type Quotas interface {
	// Used returns what an account has used of each interface that its kind may
	// call, in the order of the documentation, or store.ErrNotFound.
	Used(ctx context.Context, appID string) ([]QuotaUse, error)
}

// QuotaUse is what an account has used of one interface.
type QuotaUse struct {
	Interface string
	// Daily limits the calls of a day, in Shanghai; Used counts today's.
	Daily, Used int
	// PerMinute limits the calls of a minute, 0 is no limit; UsedMinute counts
	// those of this minute.
	PerMinute, UsedMinute int
}
