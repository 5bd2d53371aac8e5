package sqlstore

import (
	"slices"

	"github.com/wxastore/wxastore/internal/store"
)

// Where nobody shares the database, the changes of a merchant have no index but their
// chain.
const (
	deleteHistory = `DELETE FROM merchant_changes WHERE app_id = ?1`
	deleteChain   = `WITH RECURSIVE own (seq, prev) AS (
	SELECT c.seq, c.prev FROM merchants AS m JOIN merchant_changes AS c ON c.seq = m.last_change WHERE m.app_id = ?1
	UNION ALL SELECT c.seq, c.prev FROM own AS o JOIN merchant_changes AS c ON c.seq = o.prev WHERE o.prev > 0)
	DELETE FROM merchant_changes WHERE seq IN (SELECT seq FROM own)`
)

// otherAppID are the tables whose app_id is not the account that a row belongs to: events
// have a receiver, faults the calls that they are for.
var otherAppID = []string{"pushes", "push_targets", "faults"}

// accountTables are the tables whose rows go with the account of their app_id, accounts
// first. Of places only the name of their creator is left: they belong to nobody.
var accountTables = func() (tables []anyTable) {
	for _, t := range allTables {
		d := t.describe()
		own := slices.ContainsFunc(d.Columns, func(c store.Column) bool { return c.Name == "app_id" })
		if own && !slices.Contains(otherAppID, d.Name) {
			tables = append(tables, t)
		}
	}
	return tables
}()

// DropAccount deletes an account with all that is its own, a platform's included.
func (x *tx) DropAccount(appID string) error {
	drop := x.dropMerchant(appID)
	for _, target := range store.TargetsOf(appID) {
		drop.add(`DELETE FROM pushes WHERE app_id = ?1`, target.String())
		drop.add(`DELETE FROM push_targets WHERE app_id = ?1`, target.String())
	}
	drop.add(`DELETE FROM authorizations WHERE component = ?1`, appID)
	for _, t := range slices.Backward(accountTables) {
		if t.describe().Name == declared.changes.Name {
			continue // it went with the merchant
		}
		drop.add(`DELETE FROM `+t.describe().Name+` WHERE app_id = ?1`, appID)
		drop.tell(t.observedAs().topic)
	}
	return x.dropRows(appID, drop)
}

// DropMerchant deletes a merchant with its history and applications.
func (x *tx) DropMerchant(appID string) error { return x.dropRows(appID, x.dropMerchant(appID)) }

func (x *tx) dropMerchant(appID string) (d dropping) {
	history := deleteChain
	if x.sql.Arrays() {
		history = deleteHistory
	}
	for _, statement := range []string{
		history,
		`DELETE FROM merchants WHERE app_id = ?1`,
		`DELETE FROM applications WHERE app_id = ?1`,
		`DELETE FROM reviews WHERE app_id = ?1 AND kind = 'application'`,
	} {
		d.add(statement, appID)
	}
	d.tell(store.TopicMerchants)
	d.tell(store.TopicReviews)
	return d
}

// dropping are statements that delete rows of an account, each with its key, and what is
// told of that.
type dropping struct {
	statements, keys []string
	topics           []store.Topic
}

func (d *dropping) add(statement, key string) {
	d.statements, d.keys = append(d.statements, statement), append(d.keys, key)
}

func (d *dropping) tell(topic store.Topic) {
	if topic != "" && !slices.Contains(d.topics, topic) {
		d.topics = append(d.topics, topic)
	}
}

// dropRows deletes rows, and forgets what was read.
func (x *tx) dropRows(appID string, d dropping) error {
	u := &x.store.unit
	if err := u.flush(x.ctx, x.sql); err != nil {
		return x.fail(err)
	}
	x.sql.NoTimeout() // an account may have a hundred thousand rows
	clear(u.records)
	u.lastChange, u.written = 0, true
	for i, statement := range d.statements {
		if _, err := x.sql.Exec(x.ctx, statement, d.keys[i]); err != nil {
			return x.fail(err)
		}
	}
	for _, topic := range d.topics {
		x.store.note(topic, appID)
	}
	return nil
}
