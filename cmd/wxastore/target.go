package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/sqlstore/postgres"
)

// checkRow is what the rooms ask of a row.
func checkRow(table string, row map[string]any) error { return app.CheckRow(table, row) }

// openTarget opens a store that nobody serves, and makes it if it is not there.
func (p place) openTarget(ctx context.Context, s *streams) (store.Store, error) {
	if p.onServer() {
		sessions, err := postgres.Sessions(ctx, p.Database)
		if err != nil {
			return nil, databaseError{err}
		}
		if sessions > 0 {
			return nil, fmt.Errorf("services use this database: %d connections are called wxastore; stop all of them first", sessions)
		}
	}
	into := location{Data: p.Data, Database: p.Database}
	opened, err := into.open(ctx, s)
	if _, missing := errors.AsType[sqlstore.Missing](err); missing {
		into.New = true // which is what a restore is for
		return into.open(ctx, s)
	}
	return opened, err
}

// open opens the store of a location.
func (l location) open(ctx context.Context, s *streams) (store.Store, error) {
	open, _, err := l.openers()
	if err != nil {
		return nil, err
	}
	return open(ctx, l.Data, place{}.logger(s.err))
}

// empty refuses a store in which something is.
func empty(ctx context.Context, s store.Copies) error {
	something := errors.New("something is there")
	err := s.ReadAll(ctx, func(store.Table, []any) error { return something })
	if errors.Is(err, something) {
		return usagef("a state is there already, and a restore replaces all of it, pictures aside: say --yes")
	}
	return err
}
