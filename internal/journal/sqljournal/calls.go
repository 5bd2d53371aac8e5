package sqljournal

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

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
		calls = nil
		l := list{packer: j.packer, from: from, selected: selects(f), limit: limit, each: func(c *codedCall) {
			calls = append(calls, c.record())
		}}
		return l.fill(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("store: read calls: %w", err)
	}
	if f.After != "" {
		slices.Reverse(calls)
	}
	return calls, nil
}

// CountCalls counts the newest calls that the filter selects, up to most of them and
// for about a time, by how they ended.
func (j *Journal) CountCalls(ctx context.Context, f journal.Filter, most int, within time.Duration) (counts []journal.Count, all bool, err error) {
	err = j.db.ReadTx(ctx, func(ctx context.Context, from sqldb.Rows) error {
		counted := make(map[journal.Count]int)
		l := list{packer: j.packer, from: from, selected: selects(f), limit: most, deadline: time.Now().Add(within), each: func(c *codedCall) {
			key := journal.Count{Code: int(c.code), Status: int(c.status)}
			if key.Kind = journal.Kind(c.texts[textKind]); c.old {
				key.Kind = c.record().Kind
			}
			counted[key]++
		}}
		if err := l.fill(ctx); err != nil {
			return err
		}
		counts, all = nil, !l.full() && !l.late
		for key, n := range counted {
			key.Calls = n
			counts = append(counts, key)
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("store: count calls: %w", err)
	}
	slices.SortFunc(counts, func(a, b journal.Count) int {
		return cmp.Or(b.Calls-a.Calls, a.Code-b.Code, a.Status-b.Status, cmp.Compare(a.Kind, b.Kind))
	})
	return counts, all, nil
}

// list is a list of calls in the making.
type list struct {
	packer *packer
	from   sqldb.Rows
	unpacked
	selected
	// each is called with the calls that are selected, limit of them at most.
	each         func(*codedCall)
	found, limit int
	// deadline, if set, is when it stops; late says that it did.
	deadline time.Time
	late     bool
}

func (l *list) full() bool { return l.late || l.found >= l.limit }

// The leading plus keeps a database from an index that yields chunks in another
// order: it would have to sort them.
const (
	selectSummaries = `SELECT c.seq, c.summary FROM chunks AS c` + summariesBefore
	selectNewer     = `SELECT c.seq, c.summary FROM chunks AS c` + summariesAfter
	// The same with the grams, which are many bytes.
	selectGrams      = `SELECT c.seq, c.summary, c.grams FROM chunks AS c` + summariesBefore
	selectNewerGrams = `SELECT c.seq, c.summary, c.grams FROM chunks AS c` + summariesAfter

	summariesBefore = ` WHERE c.seq < ?1 AND + c.last_at >= ?2 AND + c.first_at < ?3 AND (c.kinds & ?4) <> 0 ORDER BY c.seq DESC LIMIT ?5`
	summariesAfter  = ` WHERE c.seq > ?1 AND + c.last_at >= ?2 AND + c.first_at < ?3 AND (c.kinds & ?4) <> 0 ORDER BY c.seq LIMIT ?5`
)

// How many summaries are read at once: few at first, since the newest calls are
// asked for most.
const fewSummaries, manySummaries = 8, 256

// summaries is the query of the chunks that follow another.
func (l *list) summaries() string {
	switch newer := l.filter.After != ""; {
	case newer && l.grams.some():
		return selectNewerGrams
	case newer:
		return selectNewer
	case l.grams.some():
		return selectGrams
	}
	return selectSummaries
}

// fill goes through the chunks: from the newest to the oldest, or of what comes after
// a call from the oldest to the newest.
func (l *list) fill(ctx context.Context) error {
	next := int64(math.MaxInt64)
	if from := cmp.Or(l.filter.After, l.filter.Before); from != "" {
		at, there, err := l.find(ctx, makeRID(from))
		if err != nil || !there {
			return err
		}
		if l.filter.After != "" {
			err = l.takeNewer(at + 1)
		} else {
			err = l.take(at)
		}
		if err != nil {
			return err
		}
		next = l.seq
	}
	for few := fewSummaries; !l.full(); few = manySummaries {
		seqs, read, err := l.following(ctx, &next, few)
		if err != nil {
			return err
		}
		for n := 0; n < len(seqs) && !l.full(); n++ {
			if _, err := l.read(ctx, l.packer, l.from, seqs[n]); err != nil {
				return err
			}
			l.late = !l.deadline.IsZero() && time.Now().After(l.deadline)
			if l.filter.After != "" {
				err = l.takeNewer(0)
			} else {
				err = l.take(len(l.starts))
			}
			if err != nil {
				return err
			}
		}
		if read < few {
			return nil
		}
	}
	return nil
}

// following returns those of the next chunks that may hold calls that are selected, and
// how many it looked at.
func (l *list) following(ctx context.Context, next *int64, few int) (seqs []int64, read int, err error) {
	err = l.from.Rows(ctx, l.summaries(), []any{*next, l.since, l.until, l.kinds, few}, func(rows sqldb.Row) error {
		var summary, grams []byte
		dest := []any{next, &summary, &grams}
		if !l.grams.some() {
			dest = dest[:2]
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if read++; mayHold(summary, &l.filter) && l.grams.mayBeIn(grams) {
			seqs = append(seqs, *next)
		}
		return nil
	})
	return seqs, read, err
}

// take takes the calls of the unpacked chunk that the filter selects, the last
// first, of those before an end.
func (l *list) take(end int) error {
	if !l.mayHold(l.text) || !l.mayHold(l.client) {
		return nil
	}
	for i := end - 1; i >= 0 && !l.full(); i-- {
		if err := l.takeCall(i); err != nil {
			return err
		}
	}
	return nil
}

// takeNewer is take from the first on, of those from a place on.
func (l *list) takeNewer(from int) error {
	if !l.mayHold(l.text) || !l.mayHold(l.client) {
		return nil
	}
	for i := from; i < len(l.starts) && !l.full(); i++ {
		if err := l.takeCall(i); err != nil {
			return err
		}
	}
	return nil
}

func (l *list) takeCall(i int) error {
	var c codedCall
	if err := l.call(i, &c); err != nil {
		return err
	}
	if l.has(&c) {
		l.found++
		l.each(&c)
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
