package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

const selectCalls = `SELECT c.called_at, c.code, c.status, c.cost, c.rid, c.app_id, c.interface, c.method,
	c.client_ip, c.fault, c.path, c.query, c.user_agent, c.request, c.response, c.reason FROM calls AS c`

// callRow is a call as it is scanned.
type callRow struct {
	store.CallRecord
	micros int64
}

func (c *callRow) dest() []any {
	return []any{
		timeColumn{&c.At}, &c.Code, &c.Status, &c.micros, &c.RID, &c.AppID, &c.Interface, &c.Method,
		&c.ClientIP, &c.Fault, &c.Path, &c.Query, &c.UserAgent, &c.Request, &c.Response, &c.Reason,
	}
}

func (c *callRow) record() store.CallRecord {
	c.Cost = time.Duration(c.micros) * time.Microsecond
	return c.CallRecord
}

const selectCall = selectCalls + ` WHERE c.rid = ?1 ORDER BY c.seq DESC LIMIT 1`

// Call returns the call of a rid, the newest if several have it, or
// store.ErrNotFound.
func (j *Journal) Call(ctx context.Context, rid string) (store.CallRecord, error) {
	var c callRow
	found, err := j.reader.row(ctx, selectCall, []any{rid}, c.dest()...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.CallRecord{}, fmt.Errorf("store: read call %s: %w", rid, err)
	}
	return c.record(), nil
}

// Calls returns up to limit calls that the filter selects, the one that came
// last first.
func (j *Journal) Calls(ctx context.Context, f store.CallFilter, limit int) ([]store.CallRecord, error) {
	if limit <= 0 {
		return nil, nil
	}
	var calls []store.CallRecord
	query, args := filterCalls(&j.traits, f, limit)
	err := j.reader.rows(ctx, query, args, func(rows Row) error {
		var c callRow
		if err := rows.Scan(c.dest()...); err != nil {
			return err
		}
		calls = append(calls, c.record())
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: read calls: %w", err)
	}
	return calls, nil
}

// filterCalls is the query for a filter. Each field adds a condition if it is
// set, so that the database can choose an index for those there are.
func filterCalls(t *traits, f store.CallFilter, limit int) (query string, args []any) {
	var conditions []string
	where := func(condition string, arg any) {
		args = append(args, arg)
		conditions = append(conditions, strings.ReplaceAll(condition, "?", fmt.Sprintf("?%d", len(args))))
	}
	if f.AppID != "" {
		where("c.app_id = ?", f.AppID)
	}
	if f.Interface != "" {
		where("c.interface = ?", f.Interface)
	}
	if f.Code != nil {
		where("c.code = ?", *f.Code)
	}
	if !f.From.IsZero() {
		where("c.called_at >= ?", f.From.UnixMilli())
	}
	if !f.To.IsZero() {
		where("c.called_at < ?", f.To.UnixMilli())
	}
	if f.Text != "" {
		where(t.has("c.request", "c.response", "c.path"), t.bytes(f.Text))
	}
	if f.Before != "" {
		// There is no such call if it was trimmed; then the comparison with NULL
		// selects none, and none is older.
		where("c.seq < (SELECT min(b.seq) FROM calls AS b WHERE b.rid = ?)", f.Before)
	}
	args = append(args, limit)
	which := fmt.Sprintf(" ORDER BY c.seq DESC LIMIT ?%d", len(args))
	if len(conditions) > 0 {
		which = " WHERE " + strings.Join(conditions, " AND ") + which
	}
	if f.From.IsZero() || f.To.IsZero() {
		return selectCalls + which, args
	}
	// The index of a stretch of time yields its calls out of order. To sort them
	// all without their long texts is much cheaper.
	return selectCalls + " WHERE c.seq IN (SELECT c.seq FROM calls AS c" + which + ") ORDER BY c.seq DESC", args
}
