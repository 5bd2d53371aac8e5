package sqlstore

import "github.com/wxastore/wxastore/internal/store/sqldb"

// Where nobody shares the database, the changes of a merchant have no index but their
// chain.
const (
	deleteHistory = `DELETE FROM merchant_changes WHERE app_id = ?1`
	deleteChain   = `WITH RECURSIVE own (seq, prev) AS (
	SELECT c.seq, c.prev FROM merchants AS m JOIN merchant_changes AS c ON c.seq = m.last_change WHERE m.app_id = ?1
	UNION ALL SELECT c.seq, c.prev FROM own AS o JOIN merchant_changes AS c ON c.seq = o.prev WHERE o.prev > 0)
	DELETE FROM merchant_changes WHERE seq IN (SELECT seq FROM own)`
)

// ofMerchant are the tables with what goes with a merchant, after its history.
var ofMerchant = []string{
	`DELETE FROM merchants WHERE app_id = ?1`,
	`DELETE FROM applications WHERE app_id = ?1`,
	`DELETE FROM reviews WHERE app_id = ?1 AND kind = 'application'`,
}

// ofAccount are the rows that go with an account, a platform's included. Of places only
// the name of their creator is left: they belong to nobody.
var ofAccount = []string{
	`DELETE FROM reviews WHERE app_id = ?1`,
	`DELETE FROM reviewers WHERE app_id = ?1`,
	`DELETE FROM shop_positions WHERE app_id = ?1`,
	`DELETE FROM shop_places WHERE app_id = ?1`,
	`DELETE FROM shop_counts WHERE app_id = ?1`,
	`DELETE FROM shops WHERE app_id = ?1`,
	`DELETE FROM cards WHERE app_id = ?1`,
	`DELETE FROM media WHERE app_id = ?1`,
	`DELETE FROM quota_use WHERE app_id = ?1`,
	`DELETE FROM component_codes WHERE app_id = ?1`,
	`DELETE FROM authorizations WHERE app_id = ?1 OR component = ?1`,
	`DELETE FROM components WHERE app_id = ?1`,
	`DELETE FROM tokens WHERE app_id = ?1`,
	`DELETE FROM token_lines WHERE app_id = ?1`,
	`DELETE FROM pushes WHERE app_id = ?1 OR app_id = 'messages:' || ?1`,
	`DELETE FROM push_targets WHERE app_id = ?1 OR app_id = 'messages:' || ?1`,
	`DELETE FROM accounts WHERE app_id = ?1`,
}

// DropAccount deletes an account with all that is its own.
func (x *tx) DropAccount(appID string) error {
	return x.dropRows(appID, append(historyOf(x.sql), append(ofMerchant[:len(ofMerchant):len(ofMerchant)], ofAccount...)...), toldAccounts, toldMerchants)
}

// DropMerchant deletes a merchant with its history and applications.
func (x *tx) DropMerchant(appID string) error {
	return x.dropRows(appID, append(historyOf(x.sql), ofMerchant...), toldMerchants, toldReviews)
}

func historyOf(t *sqldb.Tx) []string {
	if t.Arrays() {
		return []string{deleteHistory}
	}
	return []string{deleteChain}
}

// dropRows runs statements that delete rows of an account, and forgets what was read.
func (x *tx) dropRows(appID string, statements []string, told ...string) error {
	u := &x.store.unit
	if err := u.flush(x.ctx, x.sql); err != nil {
		return x.fail(err)
	}
	x.sql.NoTimeout() // an account may have a hundred thousand rows
	clear(u.records)
	u.lastChange, u.written = 0, true
	for _, statement := range statements {
		if _, err := x.sql.Exec(x.ctx, statement, appID); err != nil {
			return x.fail(err)
		}
	}
	for _, table := range told {
		x.store.note(table, appID)
	}
	return nil
}
