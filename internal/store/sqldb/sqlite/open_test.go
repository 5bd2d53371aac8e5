package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestKeepsWhatWasWritten closes a store and opens it again.
func TestKeepsWhatWasWritten(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := openFile(t, dir)
	if _, err := storetest.With(s).Seed(ctx, []store.Seed{{Account: store.Account{AppID: "wx1", Name: "kept"}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openFile(t, dir)
	defer s.Close()
	if a, err := s.Account(ctx, "wx1"); err != nil || a.Name != "kept" {
		t.Errorf("Account = %+v, %v, want what was seeded before", a, err)
	}
	if err := s.IntegrityCheck(ctx); err != nil {
		t.Error(err)
	}
}

func TestSecondOpenIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first := openFile(t, dir)
	second, err := sqlstore.Open(t.Context(), sqlite.Folder(dir), slog.New(slog.DiscardHandler))
	if err == nil {
		second.Close()
		t.Fatal("a second Open succeeded")
	}
	want := fmt.Sprintf("data directory %q is in use by another wxastore (process %d): stop it or choose another --data", dir, os.Getpid())
	if !strings.Contains(err.Error(), want) {
		t.Errorf("a second Open says\n%v\nwant\n%s", err, want)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := openFile(t, dir).Close(); err != nil {
		t.Error(err)
	}
}

// TestFilesArePrivate looks at every file while the store is in use, also where
// a process before left files open to all.
func TestFilesArePrivate(t *testing.T) {
	for name, before := range map[string][]string{
		"new": nil, "old": {"wxastore.db", "wxastore.db-wal", "wxastore.db-shm", "journal.db", "journal.db-wal", "journal.db-shm"},
	} {
		t.Run(name, func(t *testing.T) { filesArePrivate(t, before) })
	}
}

func filesArePrivate(t *testing.T, before []string) {
	dir := filepath.Join(t.TempDir(), "deep", "data")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range before {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, j := openFile(t, dir), openJournal(t, dir)
	defer j.Close()
	defer s.Close()
	if _, err := storetest.With(s).Seed(t.Context(), []store.Seed{{Account: store.Account{AppID: "wx1"}}}); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 8 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o, want 600", info.Name(), info.Mode().Perm())
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
}

// TestNameNeedsNoEscaping opens directories whose names mean something in a
// URI.
func TestNameNeedsNoEscaping(t *testing.T) {
	for _, name := range []string{"a b", "50%25", "what?mode=memory", "#1", "数据"} {
		dir := filepath.Join(t.TempDir(), name)
		if err := openFile(t, dir).Close(); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "wxastore.db")); err != nil {
			t.Error(err)
		}
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := openFile(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	db := rawDB(t, dir, "wxastore.db")
	if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the refusal has released the lock
		s, err := sqlstore.Open(t.Context(), sqlite.Folder(dir), slog.New(slog.DiscardHandler))
		if err == nil {
			s.Close()
			t.Fatal("Open of a newer schema succeeded")
		}
		if !strings.Contains(err.Error(), "was written by a newer wxastore") {
			t.Errorf("Open of a newer schema says: %v", err)
		}
	}
}

func TestIntegrityCheckFindsDamage(t *testing.T) {
	dir := t.TempDir()
	s := openFile(t, dir)
	if _, err := storetest.With(s).Seed(t.Context(), []store.Seed{{Account: store.Account{AppID: "wx1"}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// Point an index at another table's pages.
	db := rawDB(t, dir, "wxastore.db")
	for _, statement := range []string{
		"PRAGMA writable_schema = ON",
		"UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'accounts') WHERE name = 'media_blob'",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s = openFile(t, dir)
	defer s.Close()
	if err := s.IntegrityCheck(t.Context()); err == nil {
		t.Error("IntegrityCheck finds no damage")
	}
}

func TestMemoryStoresAreApart(t *testing.T) {
	ctx := context.Background()
	one, two := openMemory(t), openMemory(t)
	defer one.Close()
	defer two.Close()
	if _, err := storetest.With(one).Seed(ctx, []store.Seed{{Account: store.Account{AppID: "wx1"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := two.Account(ctx, "wx1"); err == nil {
		t.Error("two stores in memory share an account")
	}
	if err := one.IntegrityCheck(ctx); err != nil {
		t.Error(err)
	}
}

// rawDB opens a database of a directory without the store, on one
// connection.
func rawDB(t *testing.T, dir, file string) *sql.DB {
	t.Helper()
	db, err := driver.Open(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}
