package main

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

// inMemory is the --database that keeps nothing, and memoryJournal how many
// bytes of calls it keeps meanwhile, at most.
const (
	inMemory      = "memory"
	memoryJournal = 64 << 20
)

// journalBytes is how many bytes of calls the journal keeps at most.
func (c *serveCmd) journalBytes() int64 {
	if c.Database == inMemory {
		return min(c.JournalBytes, memoryJournal)
	}
	return c.JournalBytes
}

// location says where the state of a service is.
type location struct {
	Data, Database, Blobs string
	// New begins with an empty state where one is missing.
	New bool
}

// openers are what opens the state that --database names: one in the data
// folder, unless it is the address of a server.
func (l location) openers() (openStore, openJournal, error) {
	switch {
	case l.Database == "":
		return l.openFolder, sqlite.OpenJournal, nil
	case l.Database == inMemory:
		return openMemory, func(ctx context.Context, _ string, log *slog.Logger) (journal.Store, error) {
			return sqlite.OpenMemoryJournal(ctx, log)
		}, nil
	case !postgres.Is(l.Database):
		return nil, nil, errNoAddress
	}
	address, open := l.Database, postgres.Open
	if l.New {
		open = postgres.OpenNew
	}
	return func(ctx context.Context, _ string, log *slog.Logger) (store.Store, error) {
			opened, err := open(ctx, address, log)
			if err != nil {
				return nil, databaseError{err}
			}
			return opened, nil
		}, func(ctx context.Context, _ string, log *slog.Logger) (journal.Store, error) {
			opened, err := postgres.OpenJournal(ctx, address, log)
			if err != nil {
				return nil, databaseError{err}
			}
			return opened, nil
		}, nil
}

func (l location) openFolder(ctx context.Context, data string, log *slog.Logger) (store.Store, error) {
	open := sqlite.Open
	if l.New {
		open = sqlite.OpenNew
	}
	opened, err := open(ctx, data, log)
	if err != nil {
		return nil, err // and not an interface that holds a nil pointer
	}
	return opened, nil
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

// databaseError is what the database server says at the start, or that it says
// nothing.
type databaseError struct{ error }

func (e databaseError) Unwrap() error { return e.error }
