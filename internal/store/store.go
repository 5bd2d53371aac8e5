package store

import (
	"context"
	"errors"
)

var (
	// ErrNotFound says that there is no record with the key.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that another write got in between; nothing was changed.
	ErrConflict = errors.New("conflict")
	// ErrRemoving says that the bytes of a blob are being removed.
	ErrRemoving = errors.New("the bytes are being removed")
	// ErrClosed says that the store is shutting down and takes no more writes.
	ErrClosed = errors.New("store is closed")
)

// BadCursor is an After that no list has returned.
type BadCursor struct{ Mistake }

// NewBadCursor returns a BadCursor that says which After it is.
func NewBadCursor(after string) BadCursor {
	return BadCursor{Mistakef("no list continues after %q", after)}
}

// Store is everything a database does for the modules.
type Store interface {
	Writer
	Accounts
	Tokens
	Components
	Outbox
	Media
	Merchants
	Reviews
	Shops
	Places
	Quotas
	Faults
	Settings
	AuditLog
	Secrets
	Copies
	Observed
	// Ping reports whether the database answers and lets a write begin.
	Ping(ctx context.Context) error
	// Close waits for the writes under way and closes the database.
	Close() error
}
