package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const insertMedium = `INSERT INTO media (app_id, id, type, content_type, blob, size, created_at, expires_at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING`

const insertBlob = `INSERT INTO blobs (hash, size, kept, created_at) VALUES (?1, ?2, FALSE, ?3)
	ON CONFLICT DO NOTHING`

// PutMedium adds a medium and records its blob. It returns store.ErrConflict
// if the blob's bytes are not there, or if the account already has a medium of
// the id. An error of present comes back as it is.
func (s *Store) PutMedium(ctx context.Context, m store.Medium, present func(store.Hash) (bool, error)) error {
	return s.change(ctx, keys{blobs: []store.Hash{m.Blob}}, "put medium", m.ID, func(ctx context.Context, t *sqldb.Tx) error {
		there, err := present(m.Blob)
		if err != nil {
			return sqldb.Refuse(err)
		}
		if !there {
			return store.ErrConflict
		}
		added, err := t.Exec(ctx, insertMedium, m.AppID, m.ID, m.Type, m.ContentType, m.Blob[:], m.Size,
			m.CreatedAt.UnixMilli(), m.ExpiresAt.UnixMilli())
		if err != nil {
			return err
		}
		if added == 0 {
			return store.ErrConflict
		}
		_, err = t.Exec(ctx, insertBlob, m.Blob[:], m.Size, m.CreatedAt.UnixMilli())
		return err
	})
}

const selectMedium = `SELECT m.type, m.content_type, m.blob, m.size, m.created_at, m.expires_at
	FROM media AS m WHERE m.app_id = ?1 AND m.id = ?2`

// Medium returns the medium, expired or not, or store.ErrNotFound.
func (s *Store) Medium(ctx context.Context, appID, id string) (store.Medium, error) {
	m := store.Medium{AppID: appID, ID: id}
	found, err := s.db.Row(ctx, selectMedium, []any{appID, id}, &m.Type, &m.ContentType,
		hashColumn{&m.Blob}, &m.Size, timeColumn{&m.CreatedAt}, timeColumn{&m.ExpiresAt})
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Medium{}, fmt.Errorf("store: read medium of %s: %w", appID, err)
	}
	return m, nil
}

const selectExpiredMedia = `SELECT app_id, id FROM media WHERE expires_at < ?2 ORDER BY expires_at LIMIT ?1`

const deleteMedium = `DELETE FROM media WHERE app_id = ?1 AND id = ?2`

// DropMedia deletes up to limit media that expired before the time and returns
// how many it deleted.
func (s *Store) DropMedia(ctx context.Context, expiredBefore time.Time, limit int) (int, error) {
	return s.drop(ctx, "expired media", selectExpiredMedia, deleteMedium, 2, limit, expiredBefore.UnixMilli())
}
