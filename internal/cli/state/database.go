package state

import (
	"context"
	"log/slog"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/search/sqlsearch"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

type (
	openStore   func(ctx context.Context, data string, log *slog.Logger) (store.Store, error)
	openJournal func(ctx context.Context, data string, log *slog.Logger) (journal.Store, error)
	openSearch  func(ctx context.Context, data string, log *slog.Logger) (search.Store, error)
)

// inMemory is the --database that keeps nothing.
const inMemory = "memory"

// InMemory reports whether the state is gone when its service ends.
func (p Place) InMemory() bool { return p.Database.Reveal() == inMemory }

// Openers are what opens the state, its journal and its search index: those in the data folder,
// unless --database is the address of a server. With fresh, an empty state
// begins where one is missing.
func (p Place) Openers(fresh bool) (openStore, openJournal, openSearch, error) {
	address := p.Database.Reveal()
	var state, calls, index func(data string) sqldb.Source
	explain := func(err error) error { return err }
	switch {
	case address == "":
		state, calls = sqlite.Folder, func(data string) sqldb.Source { return sqlite.JournalFile(data) }
		index = func(data string) sqldb.Source { return sqlite.SearchFile(data) }
		if fresh {
			state = sqlite.NewFolder
		}
	case p.InMemory():
		state = func(string) sqldb.Source { return sqlite.Memory() }
		calls = func(string) sqldb.Source { return sqlite.MemoryJournal() }
		index = func(string) sqldb.Source { return sqlite.MemorySearch() }
	case postgres.Is(address):
		at := postgres.At
		if fresh {
			at = postgres.NewAt
		}
		state = func(string) sqldb.Source { return at(address) }
		calls = func(string) sqldb.Source { return postgres.JournalAt(address) }
		index = calls
		explain = func(err error) error { return command.DatabaseError{Err: err} }
	default:
		return nil, nil, nil, errNoAddress
	}
	return func(ctx context.Context, data string, log *slog.Logger) (store.Store, error) {
			opened, err := sqlstore.Open(ctx, state(data), log)
			if err != nil {
				return nil, explain(err) // and not an interface that holds a nil pointer
			}
			return opened, nil
		}, func(ctx context.Context, data string, log *slog.Logger) (journal.Store, error) {
			opened, err := sqljournal.Open(ctx, calls(data), log)
			if err != nil {
				return nil, explain(err)
			}
			return opened, nil
		}, func(ctx context.Context, data string, log *slog.Logger) (search.Store, error) {
			opened, err := sqlsearch.Open(ctx, index(data), log)
			if err != nil {
				return nil, explain(err)
			}
			return opened, nil
		}, nil
}

// errNoAddress does not repeat what was given: it may hold a password.
var errNoAddress = command.Errorf("--database is not an address of a database: write postgres://user@host/name or memory, or leave it out to keep the state in --data")
