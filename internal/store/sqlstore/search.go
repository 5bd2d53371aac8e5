package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// A list has two parts: what the search finds by app id, in the order of app
// ids, and what it finds by name alone, in the order of names. A page goes on
// where the one before ended, so that no page costs more than its rows.
//
// A place in the first part is written as its app id, one in the second as
// @, app id, @, name: no app id has an @.
const nameMark = "@"

// following is the first text, in the order of code points, after all that begin
// with a prefix.
func following(prefix string) string {
	for prefix != "" {
		last, size := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-size]
		switch {
		case last == 0xd7ff:
			return prefix + "\ue000" // there are no surrogates in a text
		case last < utf8.MaxRune:
			return prefix + string(last+1)
		}
	}
	return "\U0010ffff\U0010ffff" // no name or app id that people have is after it
}

// lowest sorts before every character of an app id.
const lowest = "!"

// search is the texts that bound a page.
type search struct{ text, afterID, afterName string }

// parseSearch reads a search and its cursor.
func parseSearch(text, after string) (search, error) {
	rest, byName := strings.CutPrefix(after, nameMark)
	if !byName {
		if after != "" && !strings.HasPrefix(after, text) {
			return search{}, store.NewBadCursor(after)
		}
		return search{text: text, afterID: after}, nil
	}
	id, name, ok := strings.Cut(rest, nameMark)
	if !ok || id == "" || text == "" || strings.HasPrefix(id, text) || !strings.HasPrefix(name, text) {
		return search{}, store.NewBadCursor(after)
	}
	return search{text: text, afterID: id, afterName: name}, nil
}

// inNames reports whether the page begins in the part that is found by name.
func (s search) inNames() bool {
	return s.afterID != "" && s.text != "" && !strings.HasPrefix(s.afterID, s.text)
}

// ids are the parameters that bound the part by app id.
func (s search) ids(limit int) []any {
	from := s.text
	if s.afterID != "" {
		from = max(from, s.afterID+lowest)
	}
	return []any{from, following(s.text), limit}
}

// names are the parameters that bound the part by name.
func (s search) names(limit int) []any {
	if s.inNames() {
		return []any{s.afterName, s.afterID, following(s.text), s.text, limit}
	}
	return []any{s.text, "", following(s.text), s.text, limit}
}

// find runs the queries of a list: byID has the parameters from, to and limit,
// byName those after name, after app id, to, search and limit; more are the
// parameters after these.
func find[T any](ctx context.Context, r *sqldb.Database, s search, limit int, byID, byName string, more []any, scan func(sqldb.Row) (T, error)) ([]T, error) {
	var list []T
	each := func(rows sqldb.Row) error {
		record, err := scan(rows)
		list = append(list, record)
		return err
	}
	if !s.inNames() {
		if err := r.Rows(ctx, byID, append(s.ids(limit), more...), each); err != nil {
			return nil, err
		}
	}
	if left := limit - len(list); s.text != "" && left > 0 {
		if err := r.Rows(ctx, byName, append(s.names(left), more...), each); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// cut shortens a list that was read with one more than limit and returns where
// the next page begins, "" if there is none.
func cut[T any](s search, list []T, limit int, key func(T) (id, name string)) ([]T, string) {
	if len(list) <= limit {
		return list, ""
	}
	list = list[:limit]
	id, name := key(list[limit-1])
	if strings.HasPrefix(id, s.text) {
		return list, id
	}
	return list, nameMark + id + nameMark + name
}

const (
	selectAccounts       = `SELECT a.app_id, ` + accountColumns + ` FROM accounts AS a WHERE `
	selectAccountsByID   = selectAccounts + `a.app_id >= ?1 AND a.app_id < ?2 ORDER BY a.app_id LIMIT ?3`
	selectAccountsByName = selectAccounts + `(a.name, a.app_id) > (?1, ?2) AND a.name < ?3
	AND NOT (a.app_id >= ?4 AND a.app_id < ?3) ORDER BY a.name, a.app_id LIMIT ?5`
)

// Accounts returns up to limit accounts that the filter selects, and the After
// of those that follow.
func (s *Store) Accounts(ctx context.Context, f store.AccountFilter, limit int) ([]store.Account, string, error) {
	if limit <= 0 {
		return nil, "", nil
	}
	where, err := parseSearch(f.Search, f.After)
	if err != nil {
		return nil, "", err
	}
	list, err := find(ctx, s.db, where, limit+1, selectAccountsByID, selectAccountsByName, nil, func(rows sqldb.Row) (store.Account, error) {
		var a store.Account
		err := rows.Scan(append([]any{&a.AppID}, scanAccount(&a)...)...)
		return a, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("store: list accounts: %w", err)
	}
	list, next := cut(where, list, limit, func(a store.Account) (string, string) { return a.AppID, a.Name })
	return list, next, nil
}

const (
	selectMerchants = `SELECT m.app_id, m.state, m.nickname, m.intro, m.headimg, m.version, m.month, m.month_changes,
	m.updated_at FROM merchants AS m WHERE `
	merchantsByID   = `m.app_id >= ?1 AND m.app_id < ?2 ORDER BY m.app_id LIMIT ?3`
	merchantsByName = `(m.nickname, m.app_id) > (?1, ?2) AND m.nickname < ?3
	AND NOT (m.app_id >= ?4 AND m.app_id < ?3) ORDER BY m.nickname, m.app_id LIMIT ?5`

	selectMerchantsByID        = selectMerchants + merchantsByID
	selectMerchantsByName      = selectMerchants + merchantsByName
	selectMerchantsOfStateByID = selectMerchants + `m.state = ?4 AND ` + merchantsByID
	selectMerchantsOfStateName = selectMerchants + `m.state = ?6 AND ` + merchantsByName
)

// Merchants returns up to limit merchants that the filter selects, and the
// After of those that follow.
func (s *Store) Merchants(ctx context.Context, f store.MerchantFilter, limit int) ([]store.Merchant, string, error) {
	if limit <= 0 {
		return nil, "", nil
	}
	where, err := parseSearch(f.Search, f.After)
	if err != nil {
		return nil, "", err
	}
	byID, byName, more := selectMerchantsByID, selectMerchantsByName, []any(nil)
	if f.State != store.MerchantNone {
		byID, byName, more = selectMerchantsOfStateByID, selectMerchantsOfStateName, []any{string(f.State)}
	}
	list, err := find(ctx, s.db, where, limit+1, byID, byName, more, func(rows sqldb.Row) (store.Merchant, error) {
		var m store.Merchant
		err := rows.Scan(&m.AppID, &m.State, &m.Nickname, &m.Intro, hashColumn{&m.Headimg}, &m.Version,
			&m.Month, &m.MonthChanges, timeColumn{&m.UpdatedAt})
		return m, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("store: list merchants: %w", err)
	}
	list, next := cut(where, list, limit, func(m store.Merchant) (string, string) { return m.AppID, m.Nickname })
	return list, next, nil
}
