package sqldb

import (
	"context"
	"database/sql"
	"errors"
)

// Statement is a prepared statement of a writer's connection. Arguments and
// destinations are those of database/sql.
type Statement interface {
	// Pipeline runs it before the next one that is run in another way, at the
	// latest: where each statement costs a round trip, together with that one,
	// whose error its error then is.
	Pipeline(ctx context.Context, args []any) error
	// PipelineRows is Pipeline for a query.
	PipelineRows(ctx context.Context, args []any, each func(Row) error) error
	// Sync waits for what was pipelined on the connection.
	Sync(ctx context.Context) error
	// Exec runs it and returns how many rows it changed.
	Exec(ctx context.Context, args []any) (int64, error)
	// First scans the first row of a query, if it has one.
	First(ctx context.Context, args, dest []any) (found bool, err error)
	// Each calls each for every row of a query, until that fails.
	Each(ctx context.Context, args []any, each func(Row) error) error
	Close() error
}

// Row is the current row of a query.
type Row interface{ Scan(dest ...any) error }

// sqlStatement is a statement of any driver.
type sqlStatement struct{ *sql.Stmt }

func prepareSQL(ctx context.Context, conn *sql.Conn, query string) (Statement, error) {
	stmt, err := conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return sqlStatement{stmt}, nil
}

func (s sqlStatement) Pipeline(ctx context.Context, args []any) error {
	_, err := s.Exec(ctx, args)
	return err
}

func (s sqlStatement) PipelineRows(ctx context.Context, args []any, each func(Row) error) error {
	return s.Each(ctx, args, each)
}

func (s sqlStatement) Sync(context.Context) error { return nil }

func (s sqlStatement) Exec(ctx context.Context, args []any) (int64, error) {
	result, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (s sqlStatement) First(ctx context.Context, args, dest []any) (bool, error) {
	err := s.QueryRowContext(ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (s sqlStatement) Each(ctx context.Context, args []any, each func(Row) error) error {
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	return eachRow(rows, each)
}
