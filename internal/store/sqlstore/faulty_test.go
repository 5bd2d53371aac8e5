package sqlstore_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"log/slog"
	"sync"
	"testing"

	ncruces "github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/vfs/memdb"

	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// faults watches the statements of a database's writer and makes some fail.
type faults struct {
	mu   sync.Mutex
	seen map[string]int
	// next holds the errors that the coming runs of a statement return instead
	// of running.
	next map[string][]error
}

func (f *faults) run(query string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen[query]++
	coming := f.next[query]
	if len(coming) == 0 {
		return nil
	}
	f.next[query] = coming[1:]
	return coming[0]
}

func (f *faults) fail(query string, errs ...error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next[query] = errs
}

func (f *faults) count(query string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[query]
}

// openFaulty opens a store in memory whose writer can be made to fail.
func openFaulty(t *testing.T) (*sqlstore.Store, *faults) {
	t.Helper()
	id := rand.Text()
	memdb.Create(id, nil)
	connector, err := new(ncruces.SQLite).OpenConnector("file:/" + id + "?vfs=memdb&_pragma=busy_timeout(50)")
	if err != nil {
		t.Fatal(err)
	}
	f := &faults{seen: make(map[string]int), next: make(map[string][]error)}
	writer := sql.OpenDB(faultyConnector{connector, f})
	writer.SetMaxOpenConns(1)
	s, err := sqlstore.Open(t.Context(), sqldb.Engine{
		Dialect: sqldb.SQLite, Writer: writer, Reader: sql.OpenDB(connector), Begin: "BEGIN IMMEDIATE",
		Close: func() error {
			memdb.Delete(id)
			return nil
		},
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, f
}

type faultyConnector struct {
	driver.Connector
	faults *faults
}

func (c faultyConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return faultyConn{conn, c.faults}, nil
}

type faultyConn struct {
	driver.Conn
	faults *faults
}

func (c faultyConn) Prepare(query string) (driver.Stmt, error) {
	stmt, err := c.Conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	return faultyStmt{stmt, c.faults, query}, nil
}

type faultyStmt struct {
	driver.Stmt
	faults *faults
	query  string
}

func (s faultyStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.faults.run(s.query); err != nil {
		return nil, err
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

func (s faultyStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}
