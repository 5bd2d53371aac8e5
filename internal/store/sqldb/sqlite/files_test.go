package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// lines is a log that a test reads while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func seedOne(ctx context.Context, s store.Store, appID string) error {
	_, err := storetest.With(s).Seed(ctx, []store.Seed{{Account: store.Account{AppID: appID}}})
	return err
}

// TestLockFileRemoved removes or replaces the lock's file of a directory in use:
// another process is refused, and so is this one.
func TestLockFileRemoved(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"removed":  os.Remove,
		"replaced": func(path string) error { return errors.Join(os.Remove(path), os.WriteFile(path, []byte("1\n"), 0o600)) },
		"moved":    func(path string) error { return os.Rename(path, path+".old") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := openFile(t, dir)
			defer s.Close()
			if err := harm(filepath.Join(dir, "wxastore.lock")); err != nil {
				t.Fatal(err)
			}
			if said, _ := another(t, "open", dir); !strings.Contains(said, "is in use by another wxastore: stop it") {
				t.Errorf("another process: %s", said)
			}
			second, err := sqlstore.Open(t.Context(), sqlite.Folder(dir), slog.New(slog.DiscardHandler))
			if err == nil {
				second.Close()
			}
			var held sqlite.InUse
			if !errors.As(err, &held) {
				t.Errorf("a second Open: %v", err)
			}
			if said, _ := another(t, "read", dir); said != "done\n" {
				t.Errorf("a process that only reads: %s", said)
			}
			if err := seedOne(t.Context(), s, "wx1"); err != nil {
				t.Errorf("the first goes on: %v", err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if said, end := another(t, "open", dir); said != "done\n" {
				t.Errorf("after Close: %s", said)
			} else {
				end()
			}
		})
	}
}

// TestPingBeginsAWrite holds that a lock which stops all writes is seen.
func TestPingBeginsAWrite(t *testing.T) {
	dir := t.TempDir()
	s := openFile(t, dir)
	defer s.Close()
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	commits := s.WriteStats().Commits
	said, end := another(t, "write", dir)
	if said != "done\n" {
		t.Fatal(said)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := s.Ping(ctx); err == nil || !strings.Contains(err.Error(), "no write could be begun") {
		t.Errorf("Ping while another process holds the lock: %v", err)
	}
	end()
	ctx, cancel = context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := s.Ping(ctx); err != nil {
		t.Errorf("Ping afterwards: %v", err)
	}
	if now := s.WriteStats().Commits; now > commits+2 {
		t.Errorf("%d commits", now-commits)
	}
}

// TestMissing opens directories in which a state was: none begins empty without
// a word.
func TestMissing(t *testing.T) {
	path := func(dir, name string) string { return filepath.Join(dir, name) }
	for name, harm := range map[string]func(dir string) error{
		"removed": func(dir string) error { return os.Remove(path(dir, "wxastore.db")) },
		"emptied": func(dir string) error { return os.Truncate(path(dir, "wxastore.db"), 0) },
		"only the marker": func(dir string) error {
			return errors.Join(os.Remove(path(dir, "wxastore.db")), os.Remove(path(dir, "journal.db")))
		},
		"only the journal": func(dir string) error {
			return errors.Join(os.Remove(path(dir, "wxastore.db")), os.Remove(path(dir, "wxastore.marker")))
		},
		"only the log": func(dir string) error {
			return errors.Join(os.Remove(path(dir, "wxastore.db")), os.Remove(path(dir, "wxastore.marker")), os.Remove(path(dir, "journal.db")),
				os.WriteFile(path(dir, "wxastore.db-wal"), []byte("the last writes"), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, log := t.Context(), slog.New(slog.DiscardHandler)
			dir := filepath.Join(t.TempDir(), "data")
			s := openFile(t, dir)
			if err := errors.Join(openJournal(t, dir).Close(), seedOne(ctx, s, "wx1"), s.Close()); err != nil {
				t.Fatal(err)
			}
			if again, err := sqlstore.Open(ctx, sqlite.NewFolder(dir), log); err == nil {
				again.Close()
				t.Error("OpenNew opened what is there")
			} else if !strings.Contains(err.Error(), "leave --new out") {
				t.Error(err)
			}
			if err := harm(dir); err != nil {
				t.Fatal(err)
			}
			for range 2 { // a refusal leaves nothing behind that would let the next in
				got, err := sqlstore.Open(ctx, sqlite.Folder(dir), log)
				var missing sqldb.Missing
				if err == nil {
					got.Close()
				}
				if !errors.As(err, &missing) || !strings.Contains(err.Error(), "--new") || !strings.Contains(err.Error(), "wxastore restore") {
					t.Fatalf("Open: %v", err)
				}
				if _, _, err := sqlite.Migrate(ctx, dir, sqlstore.Schema(), sqljournal.Schema(), log); !errors.As(err, &missing) {
					t.Fatalf("Migrate: %v", err)
				}
			}
			s, err := sqlstore.Open(ctx, sqlite.NewFolder(dir), log)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(seedOne(ctx, s, "wx2"), s.Close()); err != nil {
				t.Fatal(err)
			}
			s = openFile(t, dir)
			defer s.Close()
			if _, err := s.Account(ctx, "wx2"); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestLost takes each file of an open database away, or puts another in its
// place: no write is acknowledged any more. With the file back, the next start
// has all that was.
func TestLost(t *testing.T) {
	ctx := t.Context()
	for _, file := range []string{"wxastore.db", "wxastore.db-wal", "wxastore.db-shm", "."} {
		for name, replace := range map[string]bool{"removed": false, "replaced": true} {
			t.Run(file+" "+name, func(t *testing.T) {
				dir, said := filepath.Join(t.TempDir(), "data"), new(lines)
				s, err := sqlstore.Open(ctx, sqlite.Folder(dir), slog.New(slog.NewTextHandler(said, nil)))
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				if err := seedOne(ctx, s, "wx1"); err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(dir, file)
				if err := os.Rename(path, dir+".aside"); err != nil {
					t.Fatal(err)
				}
				if replace {
					if err := copyTo(dir+".aside", path); err != nil {
						t.Fatal(err)
					}
				}
				for i := range 3 {
					var lost sqlite.Lost
					if err := seedOne(ctx, s, fmt.Sprint("wxlost", i)); !errors.As(err, &lost) {
						t.Errorf("a write: %v", err)
					}
					if err := s.Ping(ctx); !errors.As(err, &lost) {
						t.Errorf("Ping: %v", err)
					}
				}
				// Reads may open what is there now, and must do no harm.
				var readers sync.WaitGroup
				for range 32 {
					readers.Go(func() { _, _ = s.Account(ctx, "wx1") })
				}
				readers.Wait()
				if n := strings.Count(said.String(), "level=ERROR"); n != 1 {
					t.Errorf("%d errors in the log:\n%s", n, said)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				if err := os.RemoveAll(path); err != nil {
					t.Fatal(err)
				}
				if err := os.Rename(dir+".aside", path); err != nil {
					t.Fatal(err)
				}
				s = openFile(t, dir)
				defer s.Close()
				if err := errors.Join(s.IntegrityCheck(ctx), seedOne(ctx, s, "wx2")); err != nil {
					t.Error(err)
				}
				for _, appID := range []string{"wx1", "wx2"} {
					if _, err := s.Account(ctx, appID); err != nil {
						t.Errorf("after all: %v", err)
					}
				}
			})
		}
	}
}

// copyTo copies a file, or the files of a folder.
func copyTo(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.CopyFS(to, os.DirFS(from))
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o600)
}

// TestLostWhileIdle holds that nobody has to write for it to be noticed.
func TestLostWhileIdle(t *testing.T) {
	dir, said := t.TempDir(), new(lines)
	s, err := sqlstore.Open(t.Context(), sqlite.Folder(dir), slog.New(slog.NewTextHandler(said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := os.Remove(filepath.Join(dir, "wxastore.db")); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); !strings.Contains(said.String(), "level=ERROR"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nothing in the log")
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "wxastore.db")); err == nil {
		t.Error("another database was made in its place")
	}
}
