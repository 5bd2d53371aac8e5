package postgres

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Is reports whether an address is one that Open takes.
func Is(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// At is the database of an address such as postgres://user@host1,host2/wxastore.
// Of several hosts it uses the one that takes writes, and looks for it again
// whenever a connection is lost.
//
// While no host takes writes, each use returns an error within a few seconds.
// Nothing has to be opened again afterwards.
//
// A database with a journal of calls and without the tables of the state has
// lost them: Open returns a sqldb.Missing.
func At(address string) sqldb.Source {
	return source{address, forStore(), refuseMissing, false}
}

// NewAt is At for a database without the tables of a state, whatever it held before.
// It refuses one that has them.
func NewAt(address string) sqldb.Source { return source{address, forStore(), refuseState, false} }

// ExistingAt is At for a database whose schema stays as it is: if it has to be
// migrated first, Open returns a sqldb.OldSchema.
func ExistingAt(address string) sqldb.Source { return source{address, forStore(), nil, true} }

// JournalAt is a database for the journal of calls, which may be that of the state.
// Its writes do not wait for a disk.
func JournalAt(address string) sqldb.Source { return source{address, forJournal(), nil, false} }

type source struct {
	address string
	tuning
	// refuse, if not nil, refuses a database by what it holds.
	refuse func(context.Context, *sql.DB) error
	asIs   bool
}

func (s source) Open(ctx context.Context, _ *sqldb.Schema, _ *slog.Logger) (sqldb.Engine, error) {
	engine, err := connect(ctx, s.address, s.tuning)
	if err != nil {
		return sqldb.Engine{}, said.Errorf("store: open database: %w", err)
	}
	engine.AsIs = s.asIs
	if s.refuse != nil {
		if err := s.refuse(ctx, engine.Reader); err != nil {
			return sqldb.Engine{}, errors.Join(err, engine.Writer.Close(), engine.Reader.Close())
		}
	}
	return engine, nil
}

// Migrate brings the schemas of the state and of the journal in a database up to
// date. Services may go on meanwhile.
func Migrate(ctx context.Context, address string, ofState, ofJournal *sqldb.Schema) (state, journal sqldb.Migration, err error) {
	engine, err := At(address).Open(ctx, nil, nil)
	if err != nil {
		return state, journal, err
	}
	if state, err = sqldb.Migrate(ctx, engine, ofState); err != nil {
		return state, journal, err
	}
	if engine, err = JournalAt(address).Open(ctx, nil, nil); err != nil {
		return state, journal, err
	}
	journal, err = sqldb.Migrate(ctx, engine, ofJournal)
	return state, journal, err
}

// errNoDatabase says what a wrong address is told.
var errNoDatabase = said.Errorf("write it as postgres://user@host/database")
