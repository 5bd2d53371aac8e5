package sqlstore

import (
	"context"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/journal"
)

// Tx is what a function handed to Write works with.
type Tx = tx

// Exec runs a statement inside a write.
func (t *tx) Exec(ctx context.Context, query string, args ...any) error {
	_, err := t.exec(ctx, query, args...)
	return err
}

// Write runs a function inside the writer, as the methods of the ports do.
func (s *Store) Write(ctx context.Context, run func(context.Context, *Tx) error) error {
	return s.write(ctx, "test", "write", run)
}

// Queued is how many writes wait.
func (s *Store) Queued() int { return s.writer.waiting() }

// Has reports, inside a write, whether there is an account.
func (t *tx) Has(ctx context.Context, appID string) (bool, error) {
	var one int
	return t.row(ctx, "SELECT 1 FROM accounts WHERE app_id = ?1", []any{appID}, &one)
}

// ListQueries are the queries by which lists and histories are read, by what
// they do.
func ListQueries() map[string]string {
	return map[string]string{
		"accounts by id": selectAccountsByID, "accounts by name": selectAccountsByName,
		"merchants by id": selectMerchantsByID, "merchants by nickname": selectMerchantsByName,
		"merchants of a state by id": selectMerchantsOfStateByID, "merchants of a state by nickname": selectMerchantsOfStateName,
		"latest changes": selectLatestChanges, "live tokens": selectLiveTokens, "token to revoke": selectSuperseded, "line to forget": forgetCurrent,
	}
}

// SecretsQuery is the query by which an app secret is told on SQLite.
const SecretsQuery = selectSecretsJSON

// ChunkQueries are the queries by which a journal is read, by what they find.
func ChunkQueries() map[string]string {
	return map[string]string{
		"of a second": selectChunksOfSecond, "summaries": selectSummaries, "body": selectBody,
		"old": selectOldChunks, "first": selectFirstChunks, "sizes": selectSizes, "bodies": selectBodies,
	}
}

// Plan is how the database would run a query, a step a line. The plan does not
// depend on the arguments, which are all null.
func (d *database) Plan(ctx context.Context, query string) (steps []string, err error) {
	args := []any{}
	for strings.Contains(query, "?"+strconv.Itoa(len(args)+1)) {
		args = append(args, nil)
	}
	err = d.reader.rows(ctx, "EXPLAIN QUERY PLAN "+query, args, func(rows Row) error {
		var id, parent, unused int
		var step string
		err := rows.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	})
	return steps, err
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
	err = j.reader.rows(ctx, "SELECT c.calls FROM chunks AS c ORDER BY c.seq", nil, func(rows Row) error {
		var n int
		err := rows.Scan(&n)
		calls = append(calls, n)
		return err
	})
	return calls, err
}

// Damage writes over the body of a chunk.
func (j *Journal) Damage(ctx context.Context, seq int64) error {
	return j.write(ctx, "damage", "chunk", func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, "UPDATE chunks SET body = ?2 WHERE seq = ?1", seq, []byte("no body"))
		return err
	})
}
