package state

import (
	"context"
	"errors"
	"log/slog"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore/postgres"
	"github.com/wxastore/wxastore/internal/store/sqlstore/sqlite"
)

type (
	openStore   func(ctx context.Context, data string, log *slog.Logger) (store.Store, error)
	openJournal func(ctx context.Context, data string, log *slog.Logger) (journal.Store, error)
)

// inMemory is the --database that keeps nothing.
const inMemory = "memory"

// InMemory reports whether the state is gone when its service ends.
func (p Place) InMemory() bool { return p.Database.Reveal() == inMemory }

// Openers are what opens the state and its journal: those in the data folder,
// unless --database is the address of a server. With fresh, an empty state
// begins where one is missing.
func (p Place) Openers(fresh bool) (openStore, openJournal, error) {
	switch {
	case p.Database.Reveal() == "":
		return openFolder(fresh), sqlite.OpenJournal, nil
	case p.InMemory():
		return openMemory, func(ctx context.Context, _ string, log *slog.Logger) (journal.Store, error) {
			return sqlite.OpenMemoryJournal(ctx, log)
		}, nil
	case !postgres.Is(p.Database.Reveal()):
		return nil, nil, errNoAddress
	}
	address, open := p.Database.Reveal(), postgres.Open
	if fresh {
		open = postgres.OpenNew
	}
	return func(ctx context.Context, _ string, log *slog.Logger) (store.Store, error) {
			opened, err := open(ctx, address, log)
			if err != nil {
				return nil, DatabaseError{err}
			}
			return opened, nil
		}, func(ctx context.Context, _ string, log *slog.Logger) (journal.Store, error) {
			opened, err := postgres.OpenJournal(ctx, address, log)
			if err != nil {
				return nil, DatabaseError{err}
			}
			return opened, nil
		}, nil
}

func openFolder(fresh bool) openStore {
	open := sqlite.Open
	if fresh {
		open = sqlite.OpenNew
	}
	return func(ctx context.Context, data string, log *slog.Logger) (store.Store, error) {
		opened, err := open(ctx, data, log)
		if err != nil {
			return nil, err // and not an interface that holds a nil pointer
		}
		return opened, nil
	}
}

func openMemory(ctx context.Context, _ string, log *slog.Logger) (store.Store, error) {
	opened, err := sqlite.OpenMemory(ctx, log)
	if err != nil {
		return nil, err
	}
	return opened, nil
}

// errNoAddress does not repeat what was given: it may hold a password.
var errNoAddress = errors.New("--database is not an address of a database: write postgres://user@host/name or memory, or leave it out to keep the state in --data")

// DatabaseError is what the database server says at the start, or that it says
// nothing.
type DatabaseError struct{ error }

func (e DatabaseError) Unwrap() error { return e.error }
