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
	// ErrClosed says that the store is shutting down and takes no more writes.
	ErrClosed = errors.New("store is closed")
)

// Store is everything a database does for the rooms.
type Store interface {
	Accounts
	Tokens
	Components
	Pushes
	Media
	Merchants
	Seeds
	Quotas
	Faults
	Settings
	// Ping reports whether the database answers.
	Ping(ctx context.Context) error
	// Close waits for the writes under way and closes the database.
	Close() error
}
