package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/store"
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

// page runs the queries of a list: byID has the parameters from, to and limit,
// byName those after name, after app id, to, search and limit; more are the
// parameters after these.
func page[T any](ctx context.Context, s *Store, t *table[T], text, after string, limit int, byID, byName string, more []any,
	key func(T) (id, name string),
) (list []T, next string, err error) {
	if limit <= 0 {
		return nil, "", nil
	}
	where, err := parseSearch(text, after)
	if err != nil {
		return nil, "", err
	}
	if !where.inNames() {
		list, err = readList(ctx, s.db, t, byID, append(where.ids(limit+1), more...)...)
	}
	if left := limit + 1 - len(list); err == nil && where.text != "" && left > 0 {
		var named []T
		named, err = readList(ctx, s.db, t, byName, append(where.names(left), more...)...)
		list = append(list, named...)
	}
	if err != nil {
		return nil, "", fmt.Errorf("store: list %s: %w", t.Name, err)
	}
	list, next = cut(where, list, limit, key)
	return list, next, nil
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

var (
	selectAccounts       = `SELECT ` + declared.accounts.list + ` FROM accounts AS t WHERE `
	selectAccountsByID   = selectAccounts + `t.app_id >= ?1 AND t.app_id < ?2 ORDER BY t.app_id LIMIT ?3`
	selectAccountsByName = selectAccounts + `(t.name, t.app_id) > (?1, ?2) AND t.name < ?3
	AND NOT (t.app_id >= ?4 AND t.app_id < ?3) ORDER BY t.name, t.app_id LIMIT ?5`

	accountsBefore = selectAccounts + `t.app_id < ?1 ORDER BY t.app_id DESC LIMIT ?2`

	selectMerchants = `SELECT ` + declared.merchants.list + ` FROM merchants AS t WHERE `
	merchantsByID   = `t.app_id >= ?1 AND t.app_id < ?2 ORDER BY t.app_id LIMIT ?3`
	merchantsByName = `(t.nickname, t.app_id) > (?1, ?2) AND t.nickname < ?3
	AND NOT (t.app_id >= ?4 AND t.app_id < ?3) ORDER BY t.nickname, t.app_id LIMIT ?5`

	selectMerchantsByID        = selectMerchants + merchantsByID
	selectMerchantsByName      = selectMerchants + merchantsByName
	selectMerchantsOfStateByID = selectMerchants + `t.state = ?4 AND ` + merchantsByID
	selectMerchantsOfStateName = selectMerchants + `t.state = ?6 AND ` + merchantsByName

	merchantsBefore        = selectMerchants + `t.app_id < ?1 ORDER BY t.app_id DESC LIMIT ?2`
	merchantsOfStateBefore = selectMerchants + `t.state = ?3 AND t.app_id < ?1 ORDER BY t.app_id DESC LIMIT ?2`
)

// Accounts returns up to limit accounts that the filter selects, and the After
// of those that follow.
func (s *Store) Accounts(ctx context.Context, f store.AccountFilter, limit int) ([]store.Account, string, error) {
	if f.Before != "" {
		list, err := before(ctx, s, declared.accounts, accountsBefore, f.Before, limit)
		return list, "", err
	}
	return page(ctx, s, declared.accounts, f.Search, f.After, limit, selectAccountsByID, selectAccountsByName, nil,
		func(a store.Account) (string, string) { return a.AppID, a.Name })
}

// Merchants returns up to limit merchants that the filter selects, and the
// After of those that follow.
func (s *Store) Merchants(ctx context.Context, f store.MerchantFilter, limit int) ([]store.Merchant, string, error) {
	byID, byName, more := selectMerchantsByID, selectMerchantsByName, []any(nil)
	switch {
	case f.Before != "" && f.State != store.MerchantNone:
		list, err := before(ctx, s, declared.merchants, merchantsOfStateBefore, f.Before, limit, string(f.State))
		return list, "", err
	case f.Before != "":
		list, err := before(ctx, s, declared.merchants, merchantsBefore, f.Before, limit)
		return list, "", err
	case f.State != store.MerchantNone:
		byID, byName, more = selectMerchantsOfStateByID, selectMerchantsOfStateName, []any{string(f.State)}
	}
	return page(ctx, s, declared.merchants, f.Search, f.After, limit, byID, byName, more,
		func(m store.Merchant) (string, string) { return m.AppID, m.Nickname })
}

// before returns the last records before an app id, in order. more are the
// parameters after app id and limit.
func before[T any](ctx context.Context, s *Store, t *table[T], query, appID string, limit int, more ...any) ([]T, error) {
	list, err := readList(ctx, s.db, t, query, append([]any{appID, max(limit, 0)}, more...)...)
	if err != nil {
		return nil, fmt.Errorf("store: list %s: %w", t.Name, err)
	}
	slices.Reverse(list)
	return list, nil
}

const (
	countAccounts         = `SELECT count(*) FROM accounts`
	countMerchants        = `SELECT count(*) FROM merchants`
	countMerchantsOfState = `SELECT count(*) FROM merchants AS t WHERE t.state = ?1`
)

// CountAccounts returns how many accounts there are.
func (s *Store) CountAccounts(ctx context.Context) (int, error) {
	return s.count(ctx, "accounts", countAccounts)
}

// CountMerchants returns how many store Mini Programs there are of a state.
func (s *Store) CountMerchants(ctx context.Context, state store.MerchantState) (int, error) {
	if state == store.MerchantNone {
		return s.count(ctx, "merchants", countMerchants)
	}
	return s.count(ctx, "merchants", countMerchantsOfState, string(state))
}

func (s *Store) count(ctx context.Context, what, query string, args ...any) (n int, err error) {
	if _, err := s.db.Row(ctx, query, args, &n); err != nil {
		return 0, fmt.Errorf("store: count %s: %w", what, err)
	}
	return n, nil
}
