package sqljournal

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const insertChunk = `INSERT INTO chunks (first_second, last_second, first_at, last_at, calls, raw, bytes, summary, kinds, grams, body)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`

const updateChunk = `UPDATE chunks SET version = version + 1, first_second = ?2, last_second = ?3, first_at = ?4, last_at = ?5,
	calls = ?6, raw = ?7, bytes = ?8, summary = ?9, kinds = ?10, grams = ?11, body = ?12 WHERE seq = ?1`

const selectBody = `SELECT c.body FROM chunks AS c WHERE c.seq = ?1`

const addTotals = `UPDATE totals SET calls = calls + ?1, bytes = bytes + ?2`

// selectChunks selects the numbers of a chunk.
const selectChunks = `SELECT c.seq, c.version, c.first_second, c.last_second, c.first_at, c.last_at, c.calls, c.raw, c.bytes FROM chunks AS c`

// readChunks reads the chunks that a query with the columns of selectChunks selects.
func readChunks(ctx context.Context, from sqldb.Rows, query string, args ...any) (chunks []chunk, err error) {
	err = from.Rows(ctx, query, args, func(rows sqldb.Row) error {
		var c chunk
		err := rows.Scan(&c.seq, &c.version, &c.firstSecond, &c.lastSecond, &c.firstAt, &c.lastAt, &c.calls, &c.raw, &c.bytes)
		chunks = append(chunks, c)
		return err
	})
	return chunks, err
}

func (c *chunk) columns() []any {
	return []any{c.firstSecond, c.lastSecond, c.firstAt, c.lastAt, c.calls, c.raw, c.bytes, c.summary, c.kinds, c.grams, c.body}
}

// insert adds a chunk at the end.
func (c *chunk) insert(ctx context.Context, t *sqldb.Tx) error {
	_, err := t.Exec(ctx, insertChunk, c.columns()...)
	return err
}

// replace writes a chunk in the place of the one with a number.
func (c *chunk) replace(ctx context.Context, t *sqldb.Tx, seq int64) error {
	n, err := t.Exec(ctx, updateChunk, append([]any{seq}, c.columns()...)...)
	if err == nil && n != 1 {
		err = moved(seq)
	}
	return err
}

// moved is the error of a chunk that is no longer what it was.
type moved int64

func (m moved) Error() string { return fmt.Sprintf("chunk %d was changed by another", int64(m)) }

// body returns the body of a chunk, nil if there is none of this number.
func body(ctx context.Context, from sqldb.Rows, seq int64) (body []byte, err error) {
	err = from.Rows(ctx, selectBody, []any{seq}, func(rows sqldb.Row) error { return rows.Scan(&body) })
	return body, err
}

// damagedChunk is the error of a chunk whose calls cannot be read.
func damagedChunk(seq int64, err error) error {
	return fmt.Errorf("chunk %d: %w", seq, store.Damage("the calls in it cannot be read: "+err.Error()))
}
