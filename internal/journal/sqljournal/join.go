package sqljournal

import (
	"context"
	"errors"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// A quiet service writes a chunk of a call or two several times a second. Small
// chunks that follow each other are joined: their calls take less room together,
// and a reader has fewer to open.

const (
	// joinedAtOnce is how many chunks are joined in one write.
	joinedAtOnce = 256
	// joinFactor is how much bigger than each of its parts a chunk must be that
	// is made while more calls may follow: so a call is written a few times, not
	// each time one is added.
	joinFactor = 4
)

// fullEnough says that a chunk is left as it is.
func (c *chunk) fullEnough() bool { return c.calls >= chunkCalls/2 || c.raw >= chunkRaw/2 }

// joinAll joins what there is to join.
func (j *Journal) joinAll(ctx context.Context) error {
	for {
		var s joinStep
		err := j.write(ctx, "join", "chunks", func(ctx context.Context, t *sqldb.Tx) (err error) {
			s, err = j.joinSome(ctx, t)
			return err
		})
		switch _, ok := errors.AsType[moved](err); {
		case ok:
			return nil // the next time
		case err != nil:
			if _, damaged := errors.AsType[store.Damage](err); damaged {
				j.settled.Store(s.settled) // to try again would only say it again
			}
			return err
		}
		if before := j.settled.Swap(s.settled); !s.joined && s.settled == before {
			j.seen.Store(s.newest)
			return nil
		}
	}
}

// joinStep is what joinSome has found and done.
type joinStep struct {
	// settled is the number of a chunk before which there is nothing to join.
	settled int64
	// newest is the number of the last chunk that it looked at.
	newest int64
	joined bool
}

const selectChunksFrom = selectChunks + ` WHERE c.seq >= ?1 ORDER BY c.seq LIMIT ?2`

// joinSome joins the first chunks that can be.
func (j *Journal) joinSome(ctx context.Context, t *sqldb.Tx) (joinStep, error) {
	s := joinStep{settled: j.settled.Load(), newest: j.seen.Load()}
	if err := lockChunks(ctx, t); err != nil {
		return s, err
	}
	chunks, err := readChunks(ctx, t, selectChunksFrom, s.settled, joinedAtOnce)
	if err != nil || len(chunks) == 0 {
		return s, err
	}
	many := len(chunks) == joinedAtOnce
	s.newest = chunks[len(chunks)-1].seq
	if j.db.Shared() > 0 {
		// Where others write, too, a chunk with a number between these may be on
		// its way still. So those are joined that were there the last time.
		for len(chunks) > 0 && chunks[len(chunks)-1].seq > j.seen.Load() {
			chunks, many = chunks[:len(chunks)-1], false
		}
	}
	for len(chunks) > 0 {
		run, closed := firstRun(chunks)
		first := 0
		if !closed && !many {
			if first = growing(chunks[:run]); first < 0 {
				return s, nil
			}
		}
		if first+1 < run {
			s.joined = true
			err := j.join(ctx, t, chunks[first:run])
			if err != nil {
				s.settled = chunks[run-1].seq + 1
			}
			return s, err
		}
		s.settled = chunks[run-1].seq + 1
		chunks = chunks[run:]
	}
	return s, nil
}

// firstRun returns how many of the first chunks fit into one, at least one, and
// whether that will stay so, whatever follows.
func firstRun(chunks []chunk) (run int, closed bool) {
	all := chunks[0]
	if all.fullEnough() {
		return 1, true
	}
	for i := 1; i < len(chunks); i++ {
		if c := &chunks[i]; c.fullEnough() || !all.holds(c) {
			return i, true
		}
		all.join(&chunks[i])
	}
	return len(chunks), false
}

// growing returns the first of the last chunks of a run that are worth joining
// although more may follow; -1 if there are none.
func growing(run []chunk) int {
	var best = -1
	var sum, most int64
	for i := len(run) - 1; i >= 0; i-- {
		sum, most = sum+run[i].raw, max(most, run[i].raw)
		if i < len(run)-1 && sum >= joinFactor*most {
			best = i
		}
	}
	return best
}

const selectBodies = `SELECT c.body FROM chunks AS c WHERE c.seq BETWEEN ?1 AND ?2 ORDER BY c.seq`

const deleteChunks = `DELETE FROM chunks WHERE seq > ?1 AND seq <= ?2`

// join puts the calls of chunks that follow each other into the first.
func (j *Journal) join(ctx context.Context, t *sqldb.Tx, chunks []chunk) error {
	first, last := chunks[0].seq, chunks[len(chunks)-1].seq
	var bodies [][]byte
	err := t.Rows(ctx, selectBodies, []any{first, last}, func(rows sqldb.Row) error {
		var body []byte
		err := rows.Scan(&body)
		bodies = append(bodies, body)
		return err
	})
	if err != nil {
		return err
	}
	if len(bodies) != len(chunks) {
		return moved(first)
	}
	var raw []byte
	var bytes int64
	for i, body := range bodies {
		if raw, err = j.packer.unpack(raw, body); err != nil {
			return damagedChunk(chunks[i].seq, err)
		}
		bytes += chunks[i].bytes
	}
	all, err := j.packer.repack(raw)
	if err != nil {
		return damagedChunk(first, err)
	}
	if err := all.replace(ctx, t, first); err != nil {
		return err
	}
	gone, err := t.Exec(ctx, deleteChunks, first, last)
	if err != nil {
		return err
	}
	// A replica may have committed a chunk with a number in between meanwhile.
	if int(gone) != len(chunks)-1 {
		return fmt.Errorf("%d of %d: %w", gone, len(chunks)-1, moved(first))
	}
	_, err = t.Exec(ctx, addTotals, 0, all.bytes-bytes)
	return err
}
