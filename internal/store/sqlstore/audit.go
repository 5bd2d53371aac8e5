package sqlstore

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

var _ store.Audits = (*Store)(nil)

const (
	selectChapters = `SELECT m.app_id, m.version, m.intro, m.headimg,
	c.version, c.before_intro, c.after_intro, c.before_headimg, c.after_headimg
	FROM merchants AS m LEFT JOIN merchant_changes AS c ON c.app_id = m.app_id ORDER BY m.app_id, c.version`
	selectOrphans = `SELECT c.app_id, c.version FROM merchant_changes AS c
	WHERE NOT EXISTS (SELECT 1 FROM merchants AS m WHERE m.app_id = c.app_id) ORDER BY c.app_id, c.version`
	selectBlobs = `SELECT b.hash, b.size FROM blobs AS b WHERE b.removing_until = 0`
)

// Chapters calls each for all histories.
func (s *Store) Chapters(ctx context.Context, each func(store.Chapter) error) error {
	err := s.streamRows(ctx, "histories", selectChapters, func(rows sqldb.Row) error {
		var m store.Merchant
		var c store.Change
		var version sql.Null[int64]
		var before, after sql.Null[string]
		err := rows.Scan(&m.AppID, &m.Version, &m.Intro, hashColumn{&m.Headimg},
			&version, &before, &after, hashColumn{&c.BeforeHeadimg}, hashColumn{&c.AfterHeadimg})
		if err != nil {
			return err
		}
		if !version.Valid {
			return each(store.Chapter{AppID: m.AppID, Merchant: &m})
		}
		c.AppID, c.Version, c.BeforeIntro, c.AfterIntro = m.AppID, version.V, before.V, after.V
		return each(store.Chapter{AppID: m.AppID, Merchant: &m, Change: &c})
	})
	if err != nil {
		return err
	}
	return s.streamRows(ctx, "histories", selectOrphans, func(rows sqldb.Row) error {
		var c store.Change
		if err := rows.Scan(&c.AppID, &c.Version); err != nil {
			return err
		}
		return each(store.Chapter{AppID: c.AppID, Change: &c})
	})
}

// Strays calls each for every stray.
func (s *Store) Strays(ctx context.Context, each func(store.Stray) error) error {
	for _, c := range strays() {
		err := s.streamRows(ctx, c.table, c.all(), func(rows sqldb.Row) error {
			found := store.Stray{Wrong: c.wrong}
			var key []byte
			if err := rows.Scan(&found.AppID, &key); err != nil {
				return err
			}
			if found.Key = string(key); c.key == "t.hash" {
				found.Key = hex.EncodeToString(key)
			}
			return each(found)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// RecordedBlobs calls each for every blob.
func (s *Store) RecordedBlobs(ctx context.Context, each func(store.RecordedBlob) error) error {
	return s.streamRows(ctx, "blobs", selectBlobs, func(rows sqldb.Row) error {
		var b store.RecordedBlob
		if err := rows.Scan(hashColumn{&b.Hash}, &b.Size); err != nil {
			return err
		}
		return each(b)
	})
}

// streamRows runs a query that may take any time. An error of each comes back as
// it is.
func (s *Store) streamRows(ctx context.Context, what, query string, each func(sqldb.Row) error) error {
	return s.stream(ctx, what, func(from sqldb.Rows) error {
		return from.Rows(ctx, query, nil, func(row sqldb.Row) error { return own(each(row)) })
	})
}

// stream reads in one transaction that may take any time. An own error comes back
// as it is.
func (s *Store) stream(ctx context.Context, what string, read func(sqldb.Rows) error) error {
	err := s.db.Stream(ctx, read)
	if caller, ok := errors.AsType[ownError](err); ok {
		return caller.error
	}
	if err != nil {
		return fmt.Errorf("store: read %s: %w", what, err)
	}
	return nil
}

// ownError marks an error of the caller that is handed the rows.
type ownError struct{ error }

func own(err error) error {
	if err == nil {
		return nil
	}
	return ownError{err}
}
