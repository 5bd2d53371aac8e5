package sqljournal

import (
	"context"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// DB is the journal's database.
func (j *Journal) DB() *sqldb.Database { return j.db }

// ChunkQueries are the queries by which a journal is read, by what they find.
func ChunkQueries() map[string]string {
	return map[string]string{
		"of a second": selectChunksOfSecond, "summaries": selectSummaries, "newer": selectNewer, "grams": selectGrams, "newer grams": selectNewerGrams, "body": selectBody,
		"old": selectOldChunks, "first": selectFirstChunks, "sizes": selectChunksFrom, "bodies": selectBodies,
	}
}

// PackedChunk is a chunk as it is kept.
type PackedChunk struct {
	Calls         int
	Summary, Body []byte
}

// Pack makes chunks of calls.
func Pack(calls []journal.Entry) (packed []PackedChunk, err error) {
	chunks, err := newPacker().pack(calls)
	for _, c := range chunks {
		packed = append(packed, PackedChunk{int(c.calls), c.summary, c.body})
	}
	return packed, err
}

// Raw are the coded calls of a body.
func Raw(body []byte) ([]byte, error) { return newPacker().unpack(nil, body) }

// Unpack reads the calls of a body.
func Unpack(body []byte) ([]journal.Entry, error) {
	raw, err := Raw(body)
	if err != nil {
		return nil, err
	}
	return ReadCalls(raw)
}

// ReadCalls reads coded calls.
func ReadCalls(raw []byte) (calls []journal.Entry, err error) {
	for len(raw) > 0 {
		var c codedCall
		if raw, err = c.read(raw); err != nil {
			return calls, err
		}
		calls = append(calls, c.record())
	}
	return calls, nil
}

// MayHold asks a summary.
func MayHold(summary []byte, f journal.Filter) bool { return mayHold(summary, &f) }

// Chunks are how many calls each chunk of a journal has, in order.
func (j *Journal) Chunks(ctx context.Context) (calls []int, err error) {
	err = j.db.Rows(ctx, "SELECT c.calls FROM chunks AS c ORDER BY c.seq", nil, func(rows sqldb.Row) error {
		var n int
		err := rows.Scan(&n)
		calls = append(calls, n)
		return err
	})
	return calls, err
}

// Damage writes over the body of a chunk.
func (j *Journal) Damage(ctx context.Context, seq int64) error {
	return j.write(ctx, "damage", "chunk", func(ctx context.Context, t *sqldb.Tx) error {
		_, err := t.Exec(ctx, "UPDATE chunks SET body = ?2 WHERE seq = ?1", seq, []byte("no body"))
		return err
	})
}
