package sqljournal

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// trimBatch is how many chunks are deleted in one write: so few that calls that
// are to be added need not wait long.
const trimBatch = 32

// TrimCalls deletes calls from before the time, and the oldest beyond a number
// of calls and a number of bytes, where a limit of zero or less is none. It
// deletes in several writes and returns how many calls it deleted, even if one
// of the writes failed. Then it joins small chunks.
func (j *Journal) TrimCalls(ctx context.Context, before time.Time, maxCalls int, maxBytes int64) (int, error) {
	deleted := 0
	for {
		var n int64
		err := j.write(ctx, "trim", "calls", func(ctx context.Context, t *sqldb.Tx) (err error) {
			n, err = j.trimSome(ctx, t, before.UnixMilli(), int64(maxCalls), maxBytes)
			return err
		})
		if err != nil {
			return deleted, err
		}
		if n == 0 {
			return deleted, j.joinAll(ctx)
		}
		deleted += int(n)
	}
}

const selectTotals = `SELECT t.calls, t.bytes FROM totals AS t`

const (
	selectOldChunks   = selectChunks + ` WHERE c.first_at < ?1 ORDER BY c.first_at LIMIT ?2`
	selectFirstChunks = selectChunks + ` ORDER BY c.seq LIMIT ?1`
)

const deleteChunk = `DELETE FROM chunks WHERE seq = ?1`

// trimSome deletes some of the calls that are to go, and returns how many.
func (j *Journal) trimSome(ctx context.Context, t *sqldb.Tx, before, maxCalls, maxBytes int64) (int64, error) {
	if err := lockChunks(ctx, t); err != nil {
		return 0, err
	}
	old, err := readChunks(ctx, t, selectOldChunks, before, trimBatch)
	if err != nil {
		return 0, err
	}
	trimmed := trimming{journal: j, tx: t}
	for i := range old {
		if old[i].lastAt < before {
			err = trimmed.drop(ctx, &old[i])
		} else if trimmed.calls == 0 {
			err = trimmed.cut(ctx, &old[i], func(_ int, c *codedCall) bool { return c.at >= before })
		} // or else in a write of its own
		if err != nil {
			return 0, err
		}
	}
	if len(old) == 0 {
		if err := trimmed.beyond(ctx, maxCalls, maxBytes); err != nil {
			return 0, err
		}
	}
	if trimmed.calls == 0 {
		return 0, nil
	}
	_, err = t.Exec(ctx, addTotals, -trimmed.calls, -trimmed.bytes)
	return trimmed.calls, err
}

// lockChunks keeps other replicas from changing or deleting chunks until the end
// of the transaction; they may add some. totals is a table whose vacuum, which
// takes the same lock, is soon done.
func lockChunks(ctx context.Context, t *sqldb.Tx) error {
	return t.LockTables(ctx, "totals", "SHARE UPDATE EXCLUSIVE")
}
