package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

var selectAuthorizations = `SELECT ` + declared.authorizations.list + `
	FROM authorizations AS t WHERE t.component = ?1 AND t.state = 'granted' ORDER BY t.app_id LIMIT ?2 OFFSET ?3`

const countAuthorizations = `SELECT COUNT(*) FROM authorizations WHERE component = ?1 AND state = 'granted'`

// Authorizations returns up to limit granted authorizations of a platform, by
// app id, from the offset on, and how many there are in all.
func (s *Store) Authorizations(ctx context.Context, component string, offset, limit int) ([]store.Authorization, int, error) {
	var total int
	if _, err := s.db.Row(ctx, countAuthorizations, []any{component}, &total); err != nil {
		return nil, 0, fmt.Errorf("store: count authorizations of %s: %w", component, err)
	}
	if limit <= 0 || offset < 0 {
		return nil, total, nil
	}
	list, err := readList(ctx, s.db, declared.authorizations, selectAuthorizations, component, limit, offset)
	if err != nil {
		return nil, 0, fmt.Errorf("store: list authorizations of %s: %w", component, err)
	}
	return list, total, nil
}

const selectAuthorized = `SELECT component FROM authorizations WHERE app_id = ?1`

var selectGrantedBy = `SELECT ` + declared.authorizations.list + `
	FROM authorizations AS t WHERE t.app_id = ?1 AND t.state = 'granted' ORDER BY t.component`

// GrantedBy returns what an account grants platforms, in the order of their app
// ids.
func (s *Store) GrantedBy(ctx context.Context, appID string) ([]store.Authorization, error) {
	list, err := readList(ctx, s.db, declared.authorizations, selectGrantedBy, appID)
	if err != nil {
		return nil, fmt.Errorf("store: list what %s grants: %w", appID, err)
	}
	return list, nil
}

// GrantedBy is the same inside a write, which sees what it has put itself.
func (x *tx) GrantedBy(appID string) (list []store.Authorization, err error) {
	components := make(map[string]bool)
	for key := range x.store.unit.records {
		if key.Table == declared.authorizations.Name && key.Parts[0] == appID {
			components[key.Parts[1]] = true
		}
	}
	err = x.sql.Rows(x.ctx, selectAuthorized, []any{appID}, func(rows sqldb.Row) error {
		var component string
		err := rows.Scan(&component)
		components[component] = true
		return err
	})
	if err != nil {
		return nil, x.fail(err)
	}
	for _, component := range slices.Sorted(maps.Keys(components)) {
		a, err := x.Authorization(appID, component)
		switch {
		case err == nil && a.State == store.AuthorizationGranted:
			list = append(list, a)
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return nil, err
		}
	}
	return list, nil
}

// parameters are n parameters from a number on, each after a comma.
func parameters(first, n int) string {
	list := new(strings.Builder)
	for i := range n {
		fmt.Fprintf(list, ", ?%d", first+i)
	}
	return list.String()
}

// selectCandidates reads accounts of n kinds.
func selectCandidates(n int) string {
	return `SELECT app_id, name, kind, individual FROM accounts WHERE irregular = FALSE AND kind IN (NULL` +
		parameters(2, n) + `) ORDER BY app_id LIMIT ?1`
}

// Candidates returns up to limit accounts of the kinds that are not barred, by
// app id.
func (s *Store) Candidates(ctx context.Context, kinds []string, limit int) ([]store.Account, error) {
	if limit <= 0 || len(kinds) == 0 {
		return nil, nil
	}
	args := []any{limit}
	for _, kind := range kinds {
		args = append(args, kind)
	}
	var list []store.Account
	err := s.db.Rows(ctx, selectCandidates(len(kinds)), args, func(rows sqldb.Row) error {
		var a store.Account
		if err := rows.Scan(&a.AppID, &a.Name, &a.Kind, &a.Individual); err != nil {
			return err
		}
		list = append(list, a)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: list accounts: %w", err)
	}
	return list, nil
}
