package sqlstore

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

var selectAuditEntries = `SELECT ` + declared.auditLog.list + ` FROM audit_log AS t WHERE t.id < ?1 ORDER BY t.id DESC LIMIT ?2`

// AuditEntries returns up to limit entries, the newest first.
func (s *Store) AuditEntries(ctx context.Context, before string, limit int) ([]store.AuditEntry, error) {
	if before == "" {
		before = "~" // above each id
	}
	entries, err := readList(ctx, s.db, declared.auditLog, selectAuditEntries, before, limit)
	if err != nil {
		return nil, fmt.Errorf("store: read the audit log: %w", err)
	}
	return entries, nil
}

const deleteAuditEntries = `DELETE FROM audit_log WHERE id <= (SELECT t.id FROM audit_log AS t ORDER BY t.id DESC LIMIT 1 OFFSET ?1)`

// DropAuditEntries deletes all but the newest.
func (s *Store) DropAuditEntries(ctx context.Context, keep int) (int, error) {
	var deleted int64
	err := s.write(ctx, "drop", "old entries of the audit log", func(ctx context.Context, t *sqldb.Tx) (err error) {
		deleted, err = t.Exec(ctx, deleteAuditEntries, keep)
		return err
	})
	return int(deleted), err
}
