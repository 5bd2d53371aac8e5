package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// cachedColumns are the columns that a cachedToken's dest has destinations for.
var cachedColumns = declared.tokens.list + `, ` + strings.ReplaceAll(declared.accounts.list, "t.", "a.")

func (c *cachedToken) dest() []any {
	return append(declared.tokens.dest(&c.token), declared.accounts.dest(&c.account)...)
}

var selectBearer = `SELECT ` + cachedColumns + ` FROM tokens AS t JOIN accounts AS a ON a.app_id = t.app_id
	WHERE t.app_id = ?1 AND t.hash = ?2`

// Bearer returns the token of a hash with its account, or store.ErrNotFound.
func (s *Store) Bearer(ctx context.Context, appID string, hash store.Hash) (store.Token, store.Account, error) {
	kept, invalidated := s.tokens.get(appID, hash)
	if kept != nil {
		return kept.token, kept.account, nil
	}
	read := &cachedToken{read: time.Now()}
	found, err := s.db.Row(ctx, selectBearer, []any{appID, hash[:]}, read.dest()...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Token{}, store.Account{}, fmt.Errorf("store: read token of %s: %w", appID, err)
	}
	s.tokens.put(read, invalidated)
	return read.token, read.account, nil
}

// A token that was never superseded has the zero time, parameter 3.
var selectLiveTokens = `SELECT ` + declared.tokens.list + ` FROM tokens AS t
	WHERE t.app_id = ?1 AND t.expires_at > ?2 AND (t.superseded_at = ?3 OR t.superseded_at > ?2)
	ORDER BY t.issued_at DESC, t.hash LIMIT ?4`

// LiveTokens returns up to limit of an account's tokens that work at a time,
// the newest first.
func (s *Store) LiveTokens(ctx context.Context, appID string, at time.Time, limit int) ([]store.Token, error) {
	if limit <= 0 {
		return nil, nil
	}
	tokens, err := readList(ctx, s.db, declared.tokens, selectLiveTokens, appID, at.UnixMilli(), time.Time{}.UnixMilli(), limit)
	if err != nil {
		return nil, fmt.Errorf("store: read tokens of %s: %w", appID, err)
	}
	return tokens, nil
}

const selectExpiredTokens = `SELECT app_id, hash FROM tokens WHERE expires_at < ?2 ORDER BY expires_at LIMIT ?1`

const deleteToken = `DELETE FROM tokens WHERE app_id = ?1 AND hash = ?2`

// DropTokens deletes up to limit tokens that expired before the time and
// returns how many it deleted.
func (s *Store) DropTokens(ctx context.Context, expiredBefore time.Time, limit int) (int, error) {
	return s.drop(ctx, "expired tokens", declared.tokens, selectExpiredTokens, deleteToken, limit, expiredBefore.UnixMilli())
}
