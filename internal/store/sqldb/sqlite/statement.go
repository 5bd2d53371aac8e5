package sqlite

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// statement uses SQLite without database/sql, whose locks, conversions and
// copies cost about as much as a small statement itself. Its connection is one
// that nobody else has.
type statement struct {
	stmt *sqlite3.Stmt
	// inputs is how many parameters it has.
	inputs int
	// values are those of the current row.
	values []any
}

// prepare is for a connection that is taken out of its pool for good.
func prepare(_ context.Context, conn *sql.Conn, query string) (sqldb.Statement, error) {
	s := new(statement)
	err := conn.Raw(func(c any) (err error) {
		raw, ok := c.(driver.Conn)
		if !ok {
			return said.Errorf("%T is not the driver's connection", c)
		}
		var tail string
		if s.stmt, tail, err = raw.Raw().Prepare(query); err == nil && tail != "" {
			err = errors.Join(said.Errorf("more than one statement"), s.stmt.Close())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s.inputs, s.values = s.stmt.BindCount(), make([]any, s.stmt.ColumnCount())
	return s, nil
}

func (s *statement) Close() error { return s.stmt.Close() }

func (s *statement) Pipeline(ctx context.Context, args []any) error {
	_, err := s.Exec(ctx, args)
	return err
}

func (s *statement) PipelineRows(ctx context.Context, args []any, each func(sqldb.Row) error) error {
	return s.Each(ctx, args, each)
}

func (s *statement) Sync(context.Context) error { return nil }

func (s *statement) Exec(_ context.Context, args []any) (int64, error) {
	if err := s.bind(args); err != nil {
		return 0, err
	}
	if err := s.stmt.Exec(); err != nil {
		return 0, err
	}
	return s.stmt.Conn().Changes(), nil
}

func (s *statement) First(ctx context.Context, args, dest []any) (found bool, err error) {
	if err := s.bind(args); err != nil {
		return false, err
	}
	defer s.begin(ctx)()
	if found = s.stmt.Step(); found {
		err = s.Scan(dest...)
	} else {
		err = s.stmt.Err()
	}
	return found, errors.Join(err, s.stmt.Reset())
}

func (s *statement) Each(ctx context.Context, args []any, each func(sqldb.Row) error) (err error) {
	if err := s.bind(args); err != nil {
		return err
	}
	defer s.begin(ctx)()
	for err == nil && s.stmt.Step() {
		err = each(s)
	}
	if err == nil {
		err = s.stmt.Err()
	}
	return errors.Join(err, s.stmt.Reset())
}

// begin makes the end of a context interrupt the query, until done is called.
func (s *statement) begin(ctx context.Context) (done func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	conn := s.stmt.Conn()
	before := conn.SetInterrupt(ctx)
	return func() { conn.SetInterrupt(before) }
}

// bind sets all parameters: one that was left out would have the value of the
// time before.
func (s *statement) bind(args []any) (err error) {
	if len(args) != s.inputs {
		return said.Errorf("%d arguments for %d parameters", len(args), s.inputs)
	}
	for i, arg := range args {
		if err = s.bindOne(i+1, arg); err != nil {
			return said.Errorf("parameter %d: %w", i+1, err)
		}
	}
	return nil
}

func (s *statement) bindOne(i int, arg any) error {
	switch v := arg.(type) {
	case string:
		return s.stmt.BindText(i, v)
	case []byte:
		return s.stmt.BindBlob(i, v)
	case int64:
		return s.stmt.BindInt64(i, v)
	case int:
		return s.stmt.BindInt(i, v)
	case bool:
		return s.stmt.BindBool(i, v)
	case float64:
		return s.stmt.BindFloat(i, v)
	case nil:
		return s.stmt.BindNull(i)
	case *string:
		return s.stmt.BindText(i, *v)
	case *int64:
		return s.stmt.BindInt64(i, *v)
	}
	value, err := sqldriver.DefaultParameterConverter.ConvertValue(arg)
	if err != nil {
		return err
	}
	switch value.(type) {
	case string, []byte, int64, bool, float64, nil:
		return s.bindOne(i, value)
	}
	return said.Errorf("a column cannot hold a %T", arg)
}
