package sqlite

import (
	"os"
	"testing"
	"time"
)

// TestLogBeginsAnew writes more than the log may hold while nobody checkpoints
// aside, and while a reader that never ends hinders the first attempts.
func TestLogBeginsAnew(t *testing.T) {
	ctx := t.Context()
	engine, path := openEngine(t)
	conn, err := engine.Writer.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "CREATE TABLE t (b BLOB)"); err != nil {
		t.Fatal(err)
	}
	write := func(megabytes int) (log int64) {
		t.Helper()
		for range megabytes {
			// The row is replaced: the database stays small, only the log grows.
			_, err := conn.ExecContext(ctx, "DELETE FROM t")
			if err == nil {
				_, err = conn.ExecContext(ctx, "INSERT INTO t VALUES (zeroblob(1 << 20))")
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := engine.AfterCommit(ctx, conn); err != nil {
				t.Fatal(err)
			}
		}
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size() >> 20
	}
	if log := write(100); log < 1 || log > 70 {
		t.Errorf("after 100 MiB the log has %d MiB, want at most about 64", log)
	}

	tx, err := engine.Reader.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	var n int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM t").Scan(&n); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	hindered := write(150)
	if hindered < 140 {
		t.Errorf("a reader holds the log, which has only %d MiB", hindered)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("writing behind a reader took %v: it was waited for too often", took)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if log := write(200); log > hindered+80 {
		t.Errorf("after the reader ended the log grew from %d to %d MiB", hindered, log)
	}
}
