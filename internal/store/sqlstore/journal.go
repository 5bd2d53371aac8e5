package sqlstore

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/wxastore/wxastore/internal/store"
)

// Journal is a store.Journal in an SQL database of its own.
type Journal struct{ *database }

var _ store.Journal = (*Journal)(nil)

// NewJournal brings the engine's schema up to date and starts the journal. It
// takes over the engine: if it fails, the engine is closed.
//
// It refuses a database whose schema is newer than this program.
func NewJournal(ctx context.Context, engine Engine, log *slog.Logger) (*Journal, error) {
	d, err := start(ctx, engine, string(engine.Dialect)+journalFolder, log)
	if err != nil {
		return nil, err
	}
	return &Journal{d}, nil
}

const insertCall = `INSERT INTO calls (called_at, bytes, code, status, cost, rid, app_id, interface, method,
	client_ip, fault, path, query, user_agent, request, response, reason)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)`

const addTotals = `UPDATE totals SET calls = calls + ?1, bytes = bytes + ?2`

// AppendCalls adds calls in one write. Calls of the same rid are all kept.
func (j *Journal) AppendCalls(ctx context.Context, calls []store.CallRecord) error {
	if len(calls) == 0 {
		return nil
	}
	what := fmt.Sprintf("%d from %s on", len(calls), calls[0].RID)
	return j.write(ctx, "append calls", what, func(ctx context.Context, t *tx) error {
		insert := insertEach
		if t.session.traits.insertCalls != "" {
			insert = insertTogether
		}
		if err := insert(ctx, t, calls); err != nil {
			return err
		}
		var bytes int64
		for i := range calls {
			bytes += callBytes(&calls[i])
		}
		_, err := t.exec(ctx, addTotals, len(calls), bytes)
		return err
	})
}

func insertEach(ctx context.Context, t *tx, calls []store.CallRecord) error {
	for i := range calls {
		c := &calls[i]
		_, err := t.exec(ctx, insertCall, c.At.UnixMilli(), callBytes(c), c.Code, c.Status, c.Cost.Microseconds(),
			c.RID, c.AppID, c.Interface, c.Method, c.ClientIP, c.Fault, c.Path, c.Query, c.UserAgent,
			c.Request, c.Response, c.Reason)
		if err != nil {
			return err
		}
	}
	return nil
}

// callOverhead is about what a call takes beside its texts: numbers, the
// lengths of the texts and the places in the indexes.
const callOverhead = 100

// callBytes is what a call counts towards a limit of bytes.
func callBytes(c *store.CallRecord) int64 {
	// The rid and the app id are in an index, too.
	return int64(callOverhead + 2*len(c.RID) + 2*len(c.AppID) + len(c.Interface) + len(c.Method) + len(c.ClientIP) +
		len(c.Fault) + len(c.Path) + len(c.Query) + len(c.UserAgent) + len(c.Request) + len(c.Response) + len(c.Reason))
}
