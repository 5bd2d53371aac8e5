package sqlite

import (
	"os"
	"testing"
	"time"
)

// TestLogBeginsAnew writes more than the log may hold, and then again while a
// reader that does not end keeps it from beginning again.
func TestLogBeginsAnew(t *testing.T) {
	const limit = 4 << 20
	ctx := t.Context()
	engine, path := openEngine(t, limit/4096)
	conn, err := engine.Writer.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "CREATE TABLE t (b BLOB)"); err != nil {
		t.Fatal(err)
	}
	write := func(bytes int) (log int64) {
		t.Helper()
		const row = 256 << 10
		for range bytes / row {
			// The row is replaced: the database stays small, only the log grows.
			_, err := conn.ExecContext(ctx, "DELETE FROM t")
			if err == nil {
				_, err = conn.ExecContext(ctx, "INSERT INTO t VALUES (zeroblob(?1))", row)
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
		return info.Size()
	}
	if log := write(3 * limit); log < limit/8 || log > limit*3/2 {
		t.Errorf("the log has %d bytes, want about %d", log, limit)
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
	hindered := write(4 * limit)
	if hindered < 3*limit {
		t.Errorf("the log has only %d bytes though a reader holds it", hindered)
	}
	// It is waited for once each limit's worth, a quarter of a second.
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("writing while a reader holds the log took %v", took)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if log := write(6 * limit); log > hindered+2*limit {
		t.Errorf("after the reader ended the log grew from %d to %d bytes", hindered, log)
	}
}
