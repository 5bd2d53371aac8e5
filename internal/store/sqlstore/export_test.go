package sqlstore

import (
	"context"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Tx is what a function handed to WriteSQL works with.
type Tx struct{ *sqldb.Tx }

// Exec runs a statement.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) error {
	_, err := t.Tx.Exec(ctx, query, args...)
	return err
}

// Has reports whether there is an account.
func (t *Tx) Has(ctx context.Context, appID string) (bool, error) {
	var one int
	return t.Row(ctx, "SELECT 1 FROM accounts WHERE app_id = ?1", []any{appID}, &one)
}

// WriteSQL runs a function inside the writer, as the methods of the ports do.
func (s *Store) WriteSQL(ctx context.Context, run func(context.Context, *Tx) error) error {
	return s.write(ctx, "test", "write", func(ctx context.Context, t *sqldb.Tx) error { return run(ctx, &Tx{t}) })
}

// ListQueries are the queries by which lists and histories are read, by what
// they do.
func ListQueries() map[string]string {
	queries := map[string]string{
		"accounts before": accountsBefore, "merchants before": merchantsBefore, "merchants of a state before": merchantsOfStateBefore, "stores of a poi_id": selectShopsOf,
		"accounts by id": selectAccountsByID, "accounts by name": selectAccountsByName,
		"merchants by id": selectMerchantsByID, "merchants by nickname": selectMerchantsByName,
		"merchants of a state by id": selectMerchantsOfStateByID, "merchants of a state by nickname": selectMerchantsOfStateName,
		"live tokens": selectLiveTokens,
		"due reviews": selectDueReviews, "the next review": selectNextReview,
		"cards":                selectCards,
		"last place looked at": selectLastPlaceLookedAt,
	}
	for _, appID := range []string{"", "of an account"} {
		for _, kind := range []store.ReviewKind{"", store.ReviewPlace} {
			for _, state := range []store.ReviewState{"", store.ReviewPassed} {
				query, _ := reviewsQuery(store.ReviewFilter{AppID: appID, Kind: kind, State: state})
				queries[strings.TrimSpace("reviews "+string(kind)+" "+string(state)+" "+appID)] = query
			}
		}
	}
	return queries
}

// HistoryQuery is the query by which a history is read on SQLite.
var HistoryQuery = followLatestChanges

// The queries by which secrets are told on SQLite.
const (
	SecretsQuery     = selectSecretsJSON
	MessageKeysQuery = selectMessageKeysJSON
)
