package state

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/state"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
)

// checkRow is what the modules ask of a row.
func checkRow(table string, row map[string]any) error { return state.CheckRow(table, row) }

// openTarget opens a store that no service uses, and makes it if it is not there.
func (p Place) openTarget(ctx context.Context, s *command.Streams) (store.Store, error) {
	if p.onServer() {
		sessions, err := postgres.Sessions(ctx, p.Database.Reveal())
		if err != nil {
			return nil, command.DatabaseError{Err: err}
		}
		if sessions > 0 {
			return nil, command.Errorf("services use this database: %d connections are called wxastore; stop all of them first", sessions)
		}
	}
	opened, err := p.open(ctx, s, false)
	if _, missing := errors.AsType[sqldb.Missing](err); missing {
		return p.open(ctx, s, true) // which is what a restore is for
	}
	return opened, err
}

func (p Place) open(ctx context.Context, s *command.Streams, fresh bool) (store.Store, error) {
	open, _, _, err := p.Openers(fresh)
	if err != nil {
		return nil, err
	}
	return open(ctx, p.Data, p.logger(s.Err))
}

// empty refuses a store in which something is.
func empty(ctx context.Context, s store.Copies) error {
	something := command.Errorf("something is there")
	err := s.ReadAll(ctx, func(store.Table, []any) error { return something })
	if errors.Is(err, something) {
		return command.Usagef("a state is there already, and a restore replaces all of it, pictures aside: say --yes")
	}
	return err
}
