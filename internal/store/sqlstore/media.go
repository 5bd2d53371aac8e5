package sqlstore

import (
	"context"
	"time"
)

const selectExpiredMedia = `SELECT app_id, id FROM media WHERE expires_at < ?2 ORDER BY expires_at LIMIT ?1`

const deleteMedium = `DELETE FROM media WHERE app_id = ?1 AND id = ?2`

// DropMedia deletes up to limit media that expired before the time and returns
// how many it deleted.
func (s *Store) DropMedia(ctx context.Context, expiredBefore time.Time, limit int) (int, error) {
	return s.drop(ctx, "expired media", declared.media, selectExpiredMedia, deleteMedium, limit, expiredBefore.UnixMilli())
}
