package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
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

// parameters are n parameters from a number on, each after a comma.
func parameters(first, n int) string {
	list := new(strings.Builder)
	for i := range n {
		fmt.Fprintf(list, ", ?%d", first+i)
	}
	return list.String()
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
	if err := rows.Scan(quotasColumn{&quotas}, &span, &used); err != nil {
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

const upsertUse = `INSERT INTO quota_use (app_id, interface, span, used) VALUES (?1, ?2, ?3, ?4)
	ON CONFLICT (app_id, interface, span) DO UPDATE SET used = excluded.used`

// SpendQuota runs the rule on the account's own limits and on what was used,
// and adds what the rule takes to the spans; a count never falls below
// zero. It returns store.ErrNotFound for an unknown account.
func (s *Store) SpendQuota(ctx context.Context, appID, iface string, spans []store.Span, rule func(own store.Quota, used []int) ([]int, error)) error {
	query := selectUse(len(spans))
	spend := func(ctx context.Context, t *sqldb.Tx) error {
		u := newUse(iface, spans)
		if err := t.Rows(ctx, query, u.args(appID), u.add); err != nil {
			return err
		}
		if !u.found {
			return store.ErrNotFound
		}
		take, err := rule(u.own, slices.Clone(u.used))
		if err != nil {
			return sqldb.Refuse(err)
		}
		if len(take) != len(spans) {
			return fmt.Errorf("rule took %d numbers of %d spans", len(take), len(spans))
		}
		for i, span := range spans {
			used := max(0, u.used[i]+take[i])
			if used == u.used[i] {
				continue
			}
			if err := t.Pipeline(ctx, upsertUse, appID, iface, string(span), used); err != nil {
				return err
			}
		}
		return nil
	}
	return s.db.Write(ctx, &sqldb.Write{Doing: "spend quota of", What: appID, Locks: ofAccount(appID).locks(), PipelineLocks: true, Run: spend})
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

// clears and clearsOfOne count, among the interfaces, how often an account
// cleared all of its quotas and that of one interface. No interface has a space
// in its name.
const (
	clears      = "quota clears"
	clearsOfOne = "quota clears of one"
)

// deleteUseOfDay deletes what was used in a day of the interface that parameter
// 5 names, of all if that is "", but not of n others. The parameters 3 and 4
// enclose what begins with the day and a T. The clears themselves stay, whatever
// the spans are.
func deleteUseOfDay(n int) string {
	return `DELETE FROM quota_use WHERE app_id = ?1 AND (span = ?2 OR span > ?3 AND span < ?4) AND ?5 IN ('', interface)
	AND interface NOT IN ('` + clears + `', '` + clearsOfOne + `'` + parameters(6, n) + `)`
}

// ClearQuota runs the rule on how often the account cleared quotas of this kind
// in the month; if it returns nil, ClearQuota counts one more and forgets what
// was used in the day and in its minutes. It returns store.ErrNotFound for an
// unknown account.
func (s *Store) ClearQuota(ctx context.Context, appID string, c store.Clearing, rule func(cleared int) error) error {
	query, kind := selectUse(1), clears
	if c.Only != "" {
		kind = clearsOfOne
	}
	return s.change(ctx, ofAccount(appID), "clear quotas of", appID, func(ctx context.Context, t *sqldb.Tx) error {
		u := newUse(kind, []store.Span{c.Month})
		if err := t.Rows(ctx, query, u.args(appID), u.add); err != nil {
			return err
		}
		if !u.found {
			return store.ErrNotFound
		}
		if err := rule(u.used[0]); err != nil {
			return sqldb.Refuse(err)
		}
		if _, err := t.Exec(ctx, upsertUse, appID, kind, string(c.Month), u.used[0]+1); err != nil {
			return err
		}
		day := string(c.Day)
		args := []any{appID, day, day + "T", day + "U", c.Only}
		for _, iface := range c.Except {
			args = append(args, iface)
		}
		_, err := t.Exec(ctx, deleteUseOfDay(len(c.Except)), args...)
		return err
	})
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
	return s.drop(ctx, "quotas", selectUseBefore, deleteUse, 3, limit, string(before), month, day)
}
