package sqlstore

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const selectAuthorization = `SELECT state, permission_sets, salt, refresh_hash, authorized_at, changed_at
	FROM authorizations WHERE app_id = ?1 AND component = ?2`

func scanAuthorization(a *store.Authorization) []any {
	return []any{
		&a.State, setsColumn{&a.PermissionSets}, &a.Salt, hashColumn{&a.RefreshHash},
		timeColumn{&a.AuthorizedAt}, timeColumn{&a.ChangedAt},
	}
}

// Authorization returns what an account grants a platform, or
// store.ErrNotFound.
func (s *Store) Authorization(ctx context.Context, appID, component string) (store.Authorization, error) {
	a := store.Authorization{AppID: appID, Component: component}
	found, err := s.db.Row(ctx, selectAuthorization, []any{appID, component}, scanAuthorization(&a)...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Authorization{}, fmt.Errorf("store: read authorization of %s by %s: %w", component, appID, err)
	}
	return a, nil
}

const selectAuthorizations = `SELECT app_id, state, permission_sets, salt, refresh_hash, authorized_at, changed_at
	FROM authorizations WHERE component = ?1 AND state = 'granted' ORDER BY app_id LIMIT ?2 OFFSET ?3`

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
	var list []store.Authorization
	err := s.db.Rows(ctx, selectAuthorizations, []any{component, limit, offset}, func(rows sqldb.Row) error {
		a := store.Authorization{Component: component}
		if err := rows.Scan(append([]any{&a.AppID}, scanAuthorization(&a)...)...); err != nil {
			return err
		}
		list = append(list, a)
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("store: list authorizations of %s: %w", component, err)
	}
	return list, total, nil
}

const upsertAuthorization = `INSERT INTO authorizations
	(app_id, component, state, permission_sets, salt, refresh_hash, authorized_at, changed_at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
	ON CONFLICT (app_id, component) DO UPDATE SET state = excluded.state, permission_sets = excluded.permission_sets,
	salt = excluded.salt, refresh_hash = excluded.refresh_hash, authorized_at = excluded.authorized_at,
	changed_at = excluded.changed_at`

func putAuthorization(ctx context.Context, t *sqldb.Tx, a store.Authorization) error {
	sets, err := setsArg(a.PermissionSets)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, upsertAuthorization, a.AppID, a.Component, string(a.State), sets, saltArg(a.Salt),
		hashArg(a.RefreshHash), a.AuthorizedAt.UnixMilli(), a.ChangedAt.UnixMilli())
	return err
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
