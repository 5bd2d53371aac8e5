package sqljournal

import (
	"bytes"
	"context"
	"fmt"
	"math"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// The bounds of times that have none.
const minTime, maxTime = math.MinInt64, math.MaxInt64

const selectChunksOfSecond = selectChunks + ` WHERE c.last_second BETWEEN ?1 AND ?2 AND c.first_second <= ?1 ORDER BY c.seq`

// chunksOf returns the chunks that a rid may be in, in order.
func chunksOf(ctx context.Context, from sqldb.Rows, r rid) ([]chunk, error) {
	return readChunks(ctx, from, selectChunksOfSecond, r.second(), r.second()+chunkSpan)
}

func (r rid) is(other rid) bool { return r.form == other.form && bytes.Equal(r.bytes, other.bytes) }

// Call returns the call of a rid, the newest if several have it, or
// store.ErrNotFound.
func (j *Journal) Call(ctx context.Context, text string) (found journal.Entry, err error) {
	wanted, there := makeRID(text), false
	err = j.db.ReadTx(ctx, func(ctx context.Context, from sqldb.Rows) error {
		chunks, err := chunksOf(ctx, from, wanted)
		for i := len(chunks) - 1; err == nil && !there && i >= 0; i-- {
			found, there, err = j.recent.find(ctx, from, &chunks[i], wanted)
		}
		return err
	})
	if err == nil && !there {
		err = store.ErrNotFound
	}
	if err != nil {
		return journal.Entry{}, fmt.Errorf("store: read call %s: %w", text, err)
	}
	return found, nil
}

// Calls returns up to limit calls that the filter selects, the one that came
// last first.
func (j *Journal) Calls(ctx context.Context, f journal.Filter, limit int) (calls []journal.Entry, err error) {
	if limit <= 0 {
		return nil, nil
	}
	err = j.db.ReadTx(ctx, func(ctx context.Context, from sqldb.Rows) error {
		l := list{packer: j.packer, from: from, selected: selects(f), limit: limit}
		err := l.fill(ctx)
		calls = l.calls
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: read calls: %w", err)
	}
	return calls, nil
}

// list is a list of calls in the making.
type list struct {
	packer *packer
	from   sqldb.Rows
	unpacked
	selected
	limit int
	calls []journal.Entry
}

func (l *list) full() bool { return len(l.calls) >= l.limit }

// The leading plus keeps a database from an index that yields chunks in another
// order: it would have to sort them.
const selectSummaries = `SELECT c.seq, c.summary FROM chunks AS c
	WHERE c.seq < ?1 AND + c.last_at >= ?2 AND + c.first_at < ?3 ORDER BY c.seq DESC LIMIT ?4`

// How many summaries are read at once: few at first, since the newest calls are
// asked for most.
const fewSummaries, manySummaries = 8, 256

func (l *list) fill(ctx context.Context) error {
	below := int64(math.MaxInt64)
	if l.filter.Before != "" {
		end, there, err := l.find(ctx, makeRID(l.filter.Before))
		if err != nil || !there {
			return err
		}
		if err := l.take(end); err != nil {
			return err
		}
		below = l.seq
	}
	for few := fewSummaries; !l.full(); few = manySummaries {
		var seqs []int64
		read := 0
		err := l.from.Rows(ctx, selectSummaries, []any{below, l.since, l.until, few}, func(rows sqldb.Row) error {
			var summary []byte
			if err := rows.Scan(&below, &summary); err != nil {
				return err
			}
			if read++; mayHold(summary, &l.filter) {
				seqs = append(seqs, below)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for n := 0; n < len(seqs) && !l.full(); n++ {
			if _, err := l.read(ctx, l.packer, l.from, seqs[n]); err != nil {
				return err
			}
			if err := l.take(len(l.starts)); err != nil {
				return err
			}
		}
		if read < few {
			return nil
		}
	}
	return nil
}

// take adds the calls of the unpacked chunk that the filter selects, the last
// first, of those before an end.
func (l *list) take(end int) error {
	if !l.mayHold(l.text) {
		return nil
	}
	var c codedCall
	for i := end - 1; i >= 0 && !l.full(); i-- {
		if err := l.call(i, &c); err != nil {
			return err
		}
		if l.has(&c) {
			l.calls = append(l.calls, c.record())
		}
	}
	return nil
}

// find unpacks the chunk of the oldest call with a rid and returns the call's
// place in it.
func (l *list) find(ctx context.Context, wanted rid) (place int, there bool, err error) {
	chunks, err := chunksOf(ctx, l.from, wanted)
	if err != nil {
		return 0, false, err
	}
	for _, c := range chunks {
		if _, err := l.read(ctx, l.packer, l.from, c.seq); err != nil {
			return 0, false, err
		}
		if !l.mayHold(wanted.bytes) {
			continue
		}
		var c codedCall
		for i := range l.starts {
			if err := l.call(i, &c); err != nil {
				return 0, false, err
			}
			if c.is(wanted) {
				return i, true, nil
			}
		}
	}
	return 0, false, nil
}
