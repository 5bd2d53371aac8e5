package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// Is reports whether an address is one that Open takes.
func Is(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// Open opens the store in the database of an address such as
// postgres://user@host1,host2/wxastore, and creates the tables that are missing.
// Of several hosts it uses the one that takes writes, and looks for it again
// whenever a connection is lost.
//
// While no host takes writes, each method returns an error within a few
// seconds. Nothing has to be opened again afterwards.
//
// A database with a journal of calls and without the tables of the state has
// lost them: Open returns a sqlstore.Missing.
func Open(ctx context.Context, address string, log *slog.Logger) (*sqlstore.Store, error) {
	engine, err := connect(ctx, address, forStore())
	if err != nil {
		return nil, fmt.Errorf("store: open database: %w", err)
	}
	if err := refuseMissing(ctx, engine.Reader); err != nil {
		return nil, errors.Join(err, engine.Writer.Close(), engine.Reader.Close())
	}
	return sqlstore.New(ctx, engine, log)
}

// OpenNew is Open for a database without the tables of a state, whatever it held
// before. It refuses one that has them.
func OpenNew(ctx context.Context, address string, log *slog.Logger) (*sqlstore.Store, error) {
	engine, err := connect(ctx, address, forStore())
	if err != nil {
		return nil, fmt.Errorf("store: open database: %w", err)
	}
	state, _, err := holds(ctx, engine.Reader)
	if err == nil && state {
		err = errors.New("store: the database holds a state already: leave --new out")
	}
	if err != nil {
		return nil, errors.Join(err, engine.Writer.Close(), engine.Reader.Close())
	}
	return sqlstore.New(ctx, engine, log)
}

// OpenExisting opens a store that is there and leaves its schema as it is: if it
// has to be migrated first, it returns a sqlstore.OldSchema.
func OpenExisting(ctx context.Context, address string, log *slog.Logger) (*sqlstore.Store, error) {
	engine, err := connect(ctx, address, forStore())
	if err != nil {
		return nil, fmt.Errorf("store: open database: %w", err)
	}
	engine.AsIs = true
	return sqlstore.New(ctx, engine, log)
}

// Migrate brings the schemas of store and journal in a database up to date.
// Services may go on meanwhile.
func Migrate(ctx context.Context, address string) (store, journal sqlstore.Migration, err error) {
	engine, err := connect(ctx, address, forStore())
	if err != nil {
		return store, journal, fmt.Errorf("store: open database: %w", err)
	}
	if err := refuseMissing(ctx, engine.Reader); err != nil {
		return store, journal, errors.Join(err, engine.Writer.Close(), engine.Reader.Close())
	}
	if store, err = sqlstore.Migrate(ctx, engine); err != nil {
		return store, journal, err
	}
	if engine, err = connect(ctx, address, forJournal()); err != nil {
		return store, journal, fmt.Errorf("store: open journal: %w", err)
	}
	journal, err = sqlstore.MigrateJournal(ctx, engine)
	return store, journal, err
}

// OpenJournal opens the journal of calls in a database, which may be the
// store's. Its writes do not wait for a disk.
func OpenJournal(ctx context.Context, address string, log *slog.Logger) (journal.Store, error) {
	engine, err := connect(ctx, address, forJournal())
	if err != nil {
		return nil, fmt.Errorf("store: open journal: %w", err)
	}
	j, err := sqlstore.NewJournal(ctx, engine, log)
	if err != nil {
		return nil, err // not j, which as a journal.Store is not nil
	}
	return j, nil
}

// errNoDatabase says what a wrong address is told.
var errNoDatabase = errors.New("write it as postgres://user@host/database")
