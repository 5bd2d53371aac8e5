package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"
	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// role is the variable that makes the test's program another process that does
// one thing with a directory until its input ends.
const role = "WXASTORE_TEST_ROLE"

func TestMain(m *testing.M) {
	if does := os.Getenv(role); does != "" {
		if err := play(does, os.Args[len(os.Args)-1]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

func play(role, dir string) error {
	ctx := context.Background()
	switch role {
	case "open":
		s, err := sqlstore.Open(ctx, sqlite.Folder(dir), slog.New(slog.DiscardHandler))
		if err != nil {
			return err
		}
		defer s.Close()
	case "write": // as anybody can who may write to the files
		db, err := driver.Open(filepath.Join(dir, "wxastore.db"))
		if err != nil {
			return err
		}
		defer db.Close()
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
	case "read":
		db, err := driver.Open(filepath.Join(dir, "wxastore.db"))
		if err != nil {
			return err
		}
		defer db.Close()
		var n sql.Null[int]
		if err := db.QueryRow("SELECT count(*) FROM accounts").Scan(&n); err != nil {
			return err
		}
	}
	fmt.Println("done")
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// another starts another process and returns what it says first, and what ends
// it.
func another(t *testing.T, does, dir string) (said string, end func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], dir)
	cmd.Env = append(os.Environ(), role+"="+does)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("another process said %q, %v", said, err)
	}
	ended := false
	end = func() {
		if !ended {
			ended = true
			in.Close()
			_ = cmd.Wait() // it may have refused, and said so
		}
	}
	t.Cleanup(end)
	return said, end
}
