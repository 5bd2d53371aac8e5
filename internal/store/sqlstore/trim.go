package sqlstore

import (
	"context"
	"time"
)

// trimBatch is how many calls are deleted in one write: so few that calls that
// are to be added need not wait long.
const trimBatch = 500

// TrimCalls deletes calls from before the time, and the oldest beyond a number
// of calls and a number of bytes, where a limit of zero or less is none. It
// deletes in several writes and returns how many calls it deleted, even if one
// of the writes failed.
func (j *Journal) TrimCalls(ctx context.Context, before time.Time, maxCalls int, maxBytes int64) (int, error) {
	deleted := 0
	for {
		var n int
		err := j.write(ctx, "trim", "calls", func(ctx context.Context, t *tx) error {
			var err error
			n, err = trimSome(ctx, t, before, int64(maxCalls), maxBytes)
			return err
		})
		if err != nil || n == 0 {
			return deleted, err
		}
		deleted += n
	}
}

const selectTotals = `SELECT t.calls, t.bytes FROM totals AS t`

const selectOldCalls = `SELECT c.seq, c.bytes FROM calls AS c WHERE c.called_at < ?1
	ORDER BY c.called_at LIMIT ?2`

const selectFirstCalls = `SELECT c.seq, c.bytes FROM calls AS c ORDER BY c.seq LIMIT ?1`

const deleteCall = `DELETE FROM calls WHERE seq = ?1`

// trimSome deletes a batch of the calls that are to go, and returns how many.
func trimSome(ctx context.Context, t *tx, before time.Time, maxCalls, maxBytes int64) (int, error) {
	doomed, err := readTrimmed(ctx, t, selectOldCalls, before.UnixMilli(), trimBatch)
	if err != nil {
		return 0, err
	}
	if len(doomed) == 0 {
		if doomed, err = beyond(ctx, t, maxCalls, maxBytes); err != nil {
			return 0, err
		}
	}
	if len(doomed) == 0 {
		return 0, nil
	}
	var calls, bytes int64
	for _, c := range doomed {
		n, err := t.exec(ctx, deleteCall, c.seq)
		if err != nil {
			return 0, err
		}
		// Another replica may have deleted it meanwhile, and counted it.
		calls += n
		bytes += n * c.bytes
	}
	_, err = t.exec(ctx, addTotals, -calls, -bytes)
	return int(calls), err
}

// beyond returns the first of the calls that are beyond the limits.
func beyond(ctx context.Context, t *tx, maxCalls, maxBytes int64) ([]trimmed, error) {
	var calls, bytes int64
	if _, err := t.row(ctx, selectTotals, nil, &calls, &bytes); err != nil {
		return nil, err
	}
	over := func() bool { return maxCalls > 0 && calls > maxCalls || maxBytes > 0 && bytes > maxBytes }
	if !over() {
		return nil, nil
	}
	first, err := readTrimmed(ctx, t, selectFirstCalls, trimBatch)
	if err != nil {
		return nil, err
	}
	n := 0
	for ; n < len(first) && over(); n++ {
		calls--
		bytes -= first[n].bytes
	}
	return first[:n], nil
}

// trimmed is a call that is to be deleted.
type trimmed struct{ seq, bytes int64 }

func readTrimmed(ctx context.Context, t *tx, query string, args ...any) ([]trimmed, error) {
	var calls []trimmed
	err := t.rows(ctx, query, args, func(rows Row) error {
		var c trimmed
		if err := rows.Scan(&c.seq, &c.bytes); err != nil {
			return err
		}
		calls = append(calls, c)
		return nil
	})
	return calls, err
}
