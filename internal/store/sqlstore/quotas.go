package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// selectUse reads an account's own limits and what it used in n spans. The
// account's row is there as often as spans are, and once if none is.
func selectUse(n int) string {
	return `SELECT a.quotas, u.span, u.used FROM accounts AS a LEFT JOIN quota_use AS u
	ON u.app_id = a.app_id AND u.interface = ?2 AND u.span IN (NULL` + parameters(3, n) + `) WHERE a.app_id = ?1`
}

// use collects the rows of selectUse.
type use struct {
	iface string
	spans []store.Span
	found bool
	own   store.Quota
	used  []int
}

func newUse(iface string, spans []store.Span) *use {
	return &use{iface: iface, spans: spans, used: make([]int, len(spans))}
}

func (u *use) args(appID string) []any {
	args := []any{appID, u.iface}
	for _, span := range u.spans {
		args = append(args, string(span))
	}
	return args
}

func (u *use) add(rows sqldb.Row) error {
	var quotas map[string]store.Quota
	var span sql.Null[string]
	var used sql.Null[int]
	if err := rows.Scan(jsonColumn[map[string]store.Quota]{&quotas, "{}"}, &span, &used); err != nil {
		return err
	}
	u.found, u.own = true, quotas[u.iface]
	for i := range u.spans {
		if span.Valid && string(u.spans[i]) == span.V {
			u.used[i] = used.V
		}
	}
	return nil
}

// UsedQuota returns the account's own limits and what was used in each of the
// spans, or store.ErrNotFound for an unknown account.
func (s *Store) UsedQuota(ctx context.Context, appID, iface string, spans []store.Span) (store.Quota, []int, error) {
	u := newUse(iface, spans)
	err := s.db.Rows(ctx, selectUse(len(spans)), u.args(appID), u.add)
	if err == nil && !u.found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Quota{}, nil, fmt.Errorf("store: read quota of %s: %w", appID, err)
	}
	return u.own, u.used, nil
}

// deleteUseOfDay deletes what was used in a day of the interface that parameter
// 5 names, of all if that is "", but not of n others. The parameters 3 and 4
// enclose what begins with the day and a T. The clears themselves stay, whatever
// the spans are.
func deleteUseOfDay(n int) string {
	return `DELETE FROM quota_use WHERE app_id = ?1 AND (span = ?2 OR span > ?3 AND span < ?4) AND ?5 IN ('', interface)
	AND interface NOT IN ('` + store.Clears + `', '` + store.ClearsOfOne + `'` + parameters(6, n) + `)`
}

// DropUsed deletes what an account used in the day and its minutes.
func (x *tx) DropUsed(appID string, c store.Clearing) error {
	day := string(c.Day)
	args := []any{appID, day, day + "T", day + "U", c.Only}
	for _, iface := range c.Except {
		args = append(args, iface)
	}
	u := &x.store.unit
	if err := u.flush(x.ctx, x.sql); err != nil {
		return x.fail(err)
	}
	u.forget(declared.used.Name)
	_, err := x.sql.Exec(x.ctx, deleteUseOfDay(len(c.Except)), args...)
	return x.fail(err)
}

const selectUseBefore = `SELECT app_id, interface, span FROM quota_use
	WHERE span < ?2 AND span <> ?3 AND span <> ?4 ORDER BY span LIMIT ?1`

const deleteUse = `DELETE FROM quota_use WHERE app_id = ?1 AND interface = ?2 AND span = ?3`

// DropQuota forgets up to limit counts of spans that ended before the given one
// began, and returns how many. The month and the day that hold the given one
// sort before it, too, but have not ended.
func (s *Store) DropQuota(ctx context.Context, before store.Span, limit int) (int, error) {
	month, day := string(before), string(before)
	if i := strings.IndexByte(day, 'T'); i >= 0 {
		day = day[:i]
	}
	month = month[:min(len(month), len("2006-01"))]
	return s.drop(ctx, "quotas", declared.used, selectUseBefore, deleteUse, limit, string(before), month, day)
}

// selectMinutes finds minutes of a day by the index of spans: the parameters 2 and 3
// enclose what begins with the day and a T, so that no day is looked at.
const selectMinutes = `SELECT app_id, interface, span FROM quota_use WHERE span > ?2 AND span < ?3 ORDER BY span LIMIT ?1`

// DropMinutes forgets up to limit counts of minutes of a day before one of them, and
// returns how many.
func (s *Store) DropMinutes(ctx context.Context, day, before store.Span, limit int) (int, error) {
	from, to := string(day)+"T", string(day)+"U"
	if before != "" {
		to = min(to, string(before))
	}
	return s.drop(ctx, "minutes of quotas", declared.used, selectMinutes, deleteUse, limit, from, to)
}
