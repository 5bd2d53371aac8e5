package conformance

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// databaseVariable names a PostgreSQL database for the services to keep their
// state in, each in a schema of its own. Without it they keep it in their
// folders.
const databaseVariable = "WXASTORE_TEST_DATABASE"

var schemas atomic.Int64

// newDatabase is the address of an empty schema, or "".
func newDatabase(t *testing.T) string {
	t.Helper()
	address := os.Getenv(databaseVariable)
	if address == "" {
		return ""
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := fmt.Sprintf("conformance_%d_%d", os.Getpid(), schemas.Add(1))
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
	joint := "?"
	if strings.Contains(address, "?") {
		joint = "&"
	}
	return address + joint + "search_path=" + name
}

// open opens what a service that was stopped has left, and returns how its
// database writes bytes in hex.
func (s *service) open() (db *sql.DB, hex func(column string) string, err error) {
	if s.database != "" {
		db, err = sql.Open("pgx", s.database)
		return db, func(column string) string { return "encode(" + column + ", 'hex')" }, err
	}
	file := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(filepath.Join(s.data, "wxastore.db")), RawQuery: "mode=ro"}
	db, err = sql.Open("sqlite", file.String())
	return db, func(column string) string { return "lower(hex(" + column + "))" }, err
}
