package component

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/said"
)

// TokenStore keeps what a third-party platform must not lose: its newest
// ticket and the refresh tokens of the accounts that authorized it. Without its
// refresh token an account has to authorize the platform again. It also
// keeps the access tokens, so that processes that share a store fetch each only
// once.
//
// All that is kept is as good as a password, and is kept in the clear: give a
// store the protection that you give to the app secret.
//
// This package has one in memory; the packages filetokens and sqltokens
// keep theirs on disk, for any number of processes. The package tokenstoretest
// tests any other. A store is safe for use by many
// goroutines.
type TokenStore interface {
	// Load returns the record of a key, or ErrNoRecord.
	Load(ctx context.Context, key TokenKey) (TokenRecord, error)

	// Save writes a record if the one that is there still has its version, and
	// gives it the next one; a record of version 0 must not be there yet.
	// Otherwise the error is ErrStaleRecord and nothing changes. When Save
	// returns, the record survives a loss of power, unless the store is one
	// that keeps nothing; until then the old one does.
	//
	// What is empty in a record is empty afterwards, too: an emptied refresh
	// token is not the one before. A record that its Validate refuses is
	// refused, and nothing changes.
	Save(ctx context.Context, r TokenRecord) error

	// Lease gives a holder the sole right to renew the tokens of a record, and
	// reports whether it has it. The right ends with Release, or after life if
	// the holder is gone; it neither hinders Save nor needs to survive a loss
	// of power. Without a record there is no right to have.
	Lease(ctx context.Context, key TokenKey, holder string, life time.Duration) (bool, error)

	// Release gives back a right to renew. It does nothing if the holder does
	// not have it.
	Release(ctx context.Context, key TokenKey, holder string) error

	// Records returns every record of a platform, in no order. What is saved
	// meanwhile may be among them. It ends at its first error.
	Records(ctx context.Context, component string) iter.Seq2[TokenRecord, error]
}

// TokenKey names a record of a TokenStore.
type TokenKey struct {
	// Component is the app id of the third-party platform.
	Component string
	// AppID is that of an account, or the platform's own for its ticket and
	// its component_access_token.
	AppID string
}

// TokenRecord is what a TokenStore keeps under a key. Times have the precision
// of a millisecond.
type TokenRecord struct {
	TokenKey
	// Version is the store's: it grows with every Save.
	Version int64

	// RefreshToken is what access tokens are fetched with: an account's
	// authorizer_refresh_token, or the platform's newest
	// component_verify_ticket. It is empty once the account has withdrawn its
	// authorization.
	RefreshToken string
	// PreviousRefreshToken is the one before, for as long as no access token
	// was fetched with the new one.
	PreviousRefreshToken string
	// GrantedAt is when RefreshToken was made or, if that is not known, asked
	// for.
	GrantedAt time.Time

	// AccessToken is "" before the first.
	AccessToken string
	// RenewAt is when the access token is to be renewed, ExpiresAt its end.
	RenewAt, ExpiresAt time.Time
}

// Validate says what is wrong with a record that is to be saved: it has a
// refresh token, or it was emptied as a whole.
func (r TokenRecord) Validate() error {
	switch {
	case r.Component == "" || r.AppID == "":
		return said.Errorf("the record has no app id")
	case r.RefreshToken == "" && r.Version == 0:
		return said.Errorf("the record of %s: refresh token: %w", r.AppID, client.ErrEmptyCredential)
	case r.RefreshToken == "" && (r.PreviousRefreshToken != "" || r.AccessToken != ""):
		return said.Errorf("the record of %s is not emptied as a whole: refresh token: %w", r.AppID, client.ErrEmptyCredential)
	}
	return nil
}

// ErrNoRecord is returned by Load where there is no record of the key.
var ErrNoRecord = said.Errorf("the token store has no such record")

// ErrStaleRecord is returned by Save where the record has changed since it was
// loaded.
var ErrStaleRecord = said.Errorf("the record of the token store has changed since it was loaded")

// String keeps the tokens out of logs.
func (r TokenRecord) String() string {
	return "component.TokenRecord of " + r.AppID + " at " + r.Component
}

// update changes a record, or makes it, whatever else changes it meanwhile.
// change is run again on what is there then; it reports whether there is
// something to save.
func update(ctx context.Context, s TokenStore, key TokenKey, change func(*TokenRecord) bool) error {
	for {
		r, err := s.Load(ctx, key)
		if errors.Is(err, ErrNoRecord) {
			r, err = TokenRecord{TokenKey: key}, nil
		}
		if err != nil {
			return err
		}
		if !change(&r) {
			return nil
		}
		if err = save(ctx, s, r); !errors.Is(err, ErrStaleRecord) {
			return err
		}
	}
}

// save is how each record comes into a store.
func save(ctx context.Context, s TokenStore, r TokenRecord) error {
	if err := r.Validate(); err != nil {
		return err
	}
	return s.Save(ctx, r)
}
