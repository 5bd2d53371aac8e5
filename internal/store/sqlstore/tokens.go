package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// The columns of the line are NULL for a line that has issued nothing; there
// is no row at all for an unknown account.
const selectLine = `SELECT l.token_hash, l.salt, l.issued_at, l.expires_at, l.day, l.forced, l.forced_at
	FROM accounts AS a LEFT JOIN token_lines AS l ON l.app_id = a.app_id AND l.kind = ?2
	WHERE a.app_id = ?1`

const upsertLine = `INSERT INTO token_lines
	(app_id, kind, token_hash, salt, issued_at, expires_at, day, forced, forced_at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
	ON CONFLICT (app_id, kind) DO UPDATE SET token_hash = excluded.token_hash, salt = excluded.salt,
	issued_at = excluded.issued_at, expires_at = excluded.expires_at, day = excluded.day,
	forced = excluded.forced, forced_at = excluded.forced_at`

const insertToken = `INSERT INTO tokens (app_id, hash, kind, issued_at, expires_at, superseded_at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING`

const supersedeToken = `UPDATE tokens SET superseded_at = ?3 WHERE app_id = ?1 AND hash = ?2`

// IssueToken runs the rule on the account's line and keeps what it decides.
// It returns store.ErrNotFound if there is no such account, and
// store.ErrConflict if the account already has a token of the minted hash.
func (s *Store) IssueToken(ctx context.Context, appID, kind string, rule func(store.Line) (store.Issue, error)) error {
	return s.change(ctx, ofAccount(appID), "issue token for", appID, func(ctx context.Context, t *sqldb.Tx) error {
		line, err := readLine(ctx, t, appID, kind)
		if err != nil {
			return err
		}
		s.accountChanged(appID)
		issue, err := rule(line)
		if err != nil {
			return sqldb.Refuse(err)
		}
		if m := issue.Minted; m != nil {
			added, err := t.Exec(ctx, insertToken, appID, m.Hash[:], kind,
				m.IssuedAt.UnixMilli(), m.ExpiresAt.UnixMilli(), m.SupersededAt.UnixMilli())
			if err != nil {
				return err
			}
			if added == 0 {
				return store.ErrConflict
			}
		}
		if !issue.SupersedeAt.IsZero() && !line.Current.IsZero() {
			if _, err := t.Exec(ctx, supersedeToken, appID, line.Current[:], issue.SupersedeAt.UnixMilli()); err != nil {
				return err
			}
		}
		l := issue.Line
		_, err = t.Exec(ctx, upsertLine, appID, kind, hashArg(l.Current), saltArg(l.Salt),
			l.IssuedAt.UnixMilli(), l.ExpiresAt.UnixMilli(), l.Day, l.Forced, l.ForcedAt.UnixMilli())
		return err
	})
}

func readLine(ctx context.Context, t *sqldb.Tx, appID, kind string) (store.Line, error) {
	line := store.Line{AppID: appID, Kind: kind}
	var forced sql.Null[int]
	var day sql.Null[string]
	found, err := t.Row(ctx, selectLine, []any{appID, kind}, hashColumn{&line.Current}, &line.Salt,
		timeColumn{&line.IssuedAt}, timeColumn{&line.ExpiresAt}, &day, &forced, timeColumn{&line.ForcedAt})
	if err != nil {
		return store.Line{}, err
	}
	if !found {
		return store.Line{}, store.ErrNotFound
	}
	line.Forced, line.Day = forced.V, day.V
	return line, nil
}

// bearerColumns are the columns that a bearer's dest has destinations for.
const bearerColumns = `t.kind, t.issued_at, t.expires_at, t.superseded_at, ` + accountColumns

func (b *cachedToken) dest() []any {
	t := &b.token
	return append([]any{
		&t.Kind, timeColumn{&t.IssuedAt}, timeColumn{&t.ExpiresAt}, timeColumn{&t.SupersededAt},
	}, scanAccount(&b.account)...)
}

const selectBearer = `SELECT ` + bearerColumns + ` FROM tokens AS t JOIN accounts AS a ON a.app_id = t.app_id
	WHERE t.app_id = ?1 AND t.hash = ?2`

// Bearer returns the token of a hash with its account, or store.ErrNotFound.
func (s *Store) Bearer(ctx context.Context, appID string, hash store.Hash) (store.Token, store.Account, error) {
	kept, invalidated := s.tokens.get(appID, hash)
	if kept != nil {
		return kept.token, kept.account, nil
	}
	read := &cachedToken{token: store.Token{AppID: appID, Hash: hash}, account: store.Account{AppID: appID}, read: time.Now()}
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
const selectLiveTokens = `SELECT t.hash, t.kind, t.issued_at, t.expires_at, t.superseded_at FROM tokens AS t
	WHERE t.app_id = ?1 AND t.expires_at > ?2 AND (t.superseded_at = ?3 OR t.superseded_at > ?2)
	ORDER BY t.issued_at DESC, t.hash LIMIT ?4`

// LiveTokens returns up to limit of an account's tokens that work at a time,
// the newest first.
func (s *Store) LiveTokens(ctx context.Context, appID string, at time.Time, limit int) ([]store.Token, error) {
	if limit <= 0 {
		return nil, nil
	}
	var tokens []store.Token
	args := []any{appID, at.UnixMilli(), time.Time{}.UnixMilli(), limit}
	err := s.db.Rows(ctx, selectLiveTokens, args, func(rows sqldb.Row) error {
		t := store.Token{AppID: appID}
		if err := rows.Scan(hashColumn{&t.Hash}, &t.Kind, timeColumn{&t.IssuedAt}, timeColumn{&t.ExpiresAt}, timeColumn{&t.SupersededAt}); err != nil {
			return err
		}
		tokens = append(tokens, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: read tokens of %s: %w", appID, err)
	}
	return tokens, nil
}

const selectSuperseded = `SELECT t.superseded_at FROM tokens AS t WHERE t.app_id = ?1 AND t.hash = ?2`

const forgetCurrent = `UPDATE token_lines SET token_hash = NULL, salt = NULL WHERE app_id = ?1 AND token_hash = ?2`

// RevokeToken makes a token stop to work at a time, unless it does so earlier,
// and forgets it as the newest of its line. It returns store.ErrNotFound for an
// unknown token.
func (s *Store) RevokeToken(ctx context.Context, appID string, hash store.Hash, at time.Time) error {
	return s.change(ctx, ofAccount(appID), "revoke token of", appID, func(ctx context.Context, t *sqldb.Tx) error {
		var superseded time.Time
		found, err := t.Row(ctx, selectSuperseded, []any{appID, hash[:]}, timeColumn{&superseded})
		if err != nil {
			return err
		}
		if !found {
			return store.ErrNotFound
		}
		if superseded.IsZero() || superseded.After(at) {
			s.accountChanged(appID)
			if _, err := t.Exec(ctx, supersedeToken, appID, hash[:], at.UnixMilli()); err != nil {
				return err
			}
		}
		_, err = t.Exec(ctx, forgetCurrent, appID, hash[:])
		return err
	})
}

const selectExpiredTokens = `SELECT app_id, hash FROM tokens WHERE expires_at < ?2 ORDER BY expires_at LIMIT ?1`

const deleteToken = `DELETE FROM tokens WHERE app_id = ?1 AND hash = ?2`

// DropTokens deletes up to limit tokens that expired before the time and
// returns how many it deleted.
func (s *Store) DropTokens(ctx context.Context, expiredBefore time.Time, limit int) (int, error) {
	return s.drop(ctx, "expired tokens", selectExpiredTokens, deleteToken, 2, limit, expiredBefore.UnixMilli())
}
