package postgres

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// pipeline is a writer's connection with the statements that wait for the next
// whose result is asked for: all of them are one way to the server and back.
type pipeline struct {
	conn    *pgx.Conn
	waiting *pgx.Batch
	// reads are what reads the results of those that wait, in order.
	reads []read
}

// read reads the result of one statement.
type read func(pgx.BatchResults) error

func noResult(results pgx.BatchResults) error {
	_, err := results.Exec()
	return err
}

// pipelined is where a connection keeps its pipeline.
const pipelined = "wxastore pipeline"

// statement is a prepared statement of a pipeline.
type statement struct {
	line *pipeline
	name string
}

// prepare is for a connection that is taken out of its pool for good.
func prepare(ctx context.Context, conn *sql.Conn, query string) (sqldb.Statement, error) {
	s := &statement{name: query}
	err := conn.Raw(func(c any) error {
		raw, ok := c.(*stdlib.Conn)
		if !ok {
			return said.Errorf("%T is not the driver's connection", c)
		}
		own := raw.Conn().PgConn().CustomData()
		line, ok := own[pipelined].(*pipeline)
		if !ok {
			line = &pipeline{conn: raw.Conn(), waiting: new(pgx.Batch)}
			own[pipelined] = line
		}
		s.line = line
		return nil
	})
	if err != nil {
		return nil, err
	}
	// What waits must not be overtaken: if it fails, this fails, too.
	if err := s.line.flush(ctx); err != nil {
		return nil, err
	}
	_, err = s.line.conn.Prepare(ctx, s.name, query)
	return s, err
}

// Close leaves the statement to the end of its connection.
func (s *statement) Close() error { return nil }

func (s *statement) Pipeline(_ context.Context, args []any) error {
	s.line.queue(s.name, args, noResult)
	return nil
}

func (s *statement) PipelineRows(_ context.Context, args []any, each func(sqldb.Row) error) error {
	s.line.queue(s.name, args, rowsOf(each))
	return nil
}

func (s *statement) Sync(ctx context.Context) error { return s.line.flush(ctx) }

func (s *statement) Exec(ctx context.Context, args []any) (changed int64, err error) {
	err = s.line.run(ctx, s.name, args, func(results pgx.BatchResults) error {
		tag, err := results.Exec()
		changed = tag.RowsAffected()
		return err
	})
	return changed, err
}

func (s *statement) First(ctx context.Context, args, dest []any) (found bool, err error) {
	err = s.line.run(ctx, s.name, args, func(results pgx.BatchResults) error {
		rows, err := results.Query()
		if err != nil {
			return err
		}
		defer rows.Close()
		if found = rows.Next(); !found {
			return rows.Err()
		}
		if err := (row{rows}).Scan(dest...); err != nil {
			return err
		}
		rows.Close()
		return rows.Err()
	})
	return found && err == nil, err
}

func (s *statement) Each(ctx context.Context, args []any, each func(sqldb.Row) error) error {
	return s.line.run(ctx, s.name, args, rowsOf(each))
}

func rowsOf(each func(sqldb.Row) error) read {
	return func(results pgx.BatchResults) error {
		rows, err := results.Query()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := each(row{rows}); err != nil {
				return err
			}
		}
		rows.Close()
		return rows.Err()
	}
}

// row scans as database/sql does where the two differ.
type row struct{ pgx.Rows }

func (r row) Scan(dest ...any) error {
	for i, field := range r.FieldDescriptions() {
		// A text of any bytes.
		if to, ok := dest[i].(*string); ok && field.DataTypeOID == pgtype.ByteaOID {
			dest[i] = bytesText{to}
		}
	}
	return r.Rows.Scan(dest...)
}

type bytesText struct{ to *string }

func (b bytesText) Scan(value any) error {
	raw, ok := value.([]byte)
	if !ok {
		return said.Errorf("column holds %T, not bytes", value)
	}
	*b.to = string(raw)
	return nil
}

func (p *pipeline) queue(name string, args []any, result read) {
	p.waiting.Queue(name, args...)
	p.reads = append(p.reads, result)
}

// run runs what waits and one statement more.
func (p *pipeline) run(ctx context.Context, name string, args []any, result read) error {
	p.queue(name, args, result)
	return p.flush(ctx)
}

// flush runs what waits and returns the first error: after one, the server runs no
// more of them.
func (p *pipeline) flush(ctx context.Context) error {
	if p.waiting.Len() == 0 {
		return nil
	}
	results, reads := p.conn.SendBatch(ctx, p.waiting), p.reads
	p.waiting, p.reads = new(pgx.Batch), nil
	var err error
	for i := 0; i < len(reads) && err == nil; i++ {
		err = reads[i](results)
	}
	if closeErr := results.Close(); err == nil {
		err = closeErr
	}
	return err
}
