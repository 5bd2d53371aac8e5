package sqlstore

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const selectSetting = `SELECT s.value FROM settings AS s WHERE s.name = ?1`

// Setting returns the value of a name, or store.ErrNotFound.
func (s *Store) Setting(ctx context.Context, name string) ([]byte, error) {
	var value []byte
	found, err := s.db.Row(ctx, selectSetting, []any{name}, &value)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read setting %s: %w", name, err)
	}
	return value, nil
}

const upsertSetting = `INSERT INTO settings (name, value) VALUES (?1, ?2)
	ON CONFLICT (name) DO UPDATE SET value = excluded.value`

// PutSetting keeps the value of a name.
func (s *Store) PutSetting(ctx context.Context, name string, value []byte) error {
	if value == nil {
		value = []byte{} // nil would be NULL
	}
	return s.write(ctx, "put setting", name, func(ctx context.Context, t *sqldb.Tx) error {
		_, err := t.Exec(ctx, upsertSetting, name, value)
		return err
	})
}
