package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Where nobody shares the database, changes lie in the order in which they were made:
// to append a row costs less than half of what it costs to put it between others. A
// change names the one before it of its merchant, and a mark; the merchant names its
// last change and its last mark.

// markEvery is how many versions marks are apart. By them a reader gets far back in
// few steps. The migration that begins the chains has the number, too.
const markEvery = 64

// chain is where a record is in a history: of a change its own seq, that of the
// change before it, and that of the last change before it whose version is a
// multiple of markEvery; of a merchant seq is that of its last change. 0 is none.
type chain struct{ seq, prev, mark int64 }

// ownColumn is a column of a chain, which is made again where rows are copied.
type ownColumn struct {
	name string
	in   func(*chain) *int64
}

func ownSeq(name string) ownColumn  { return ownColumn{name, func(c *chain) *int64 { return &c.seq }} }
func ownPrev(name string) ownColumn { return ownColumn{name, func(c *chain) *int64 { return &c.prev }} }
func ownMark(name string) ownColumn { return ownColumn{name, func(c *chain) *int64 { return &c.mark }} }

// chained gives the table columns that only a database has which nobody shares.
func (t *table[T]) chained(own ...ownColumn) *table[T] {
	t.own = own
	columns, indexed := t.Columns[:len(t.Columns):len(t.Columns)], make([]bool, len(t.columns)+len(own))
	for i, c := range t.columns {
		indexed[i] = c.indexed
	}
	for _, c := range own {
		columns = append(columns, store.Column{Name: c.name, Kind: store.ColumnInteger})
		t.Own = append(t.Own, c.name)
	}
	t.alone = makeStatements(t.Name, columns, indexed, t.key)
	return t
}

// append notes a change as the last of its merchant.
func (u *unit) append(x *tx, merchant, change *record, version int64) {
	if u.lastChange == 0 {
		if _, err := x.sql.Row(x.ctx, `SELECT coalesce(max(t.seq), 0) FROM merchant_changes AS t`, nil, &u.lastChange); err != nil {
			_ = x.fail(err)
			return
		}
	}
	u.lastChange++
	last := &merchant.chain
	change.chain = chain{seq: u.lastChange, prev: last.seq, mark: last.mark}
	if last.seq = u.lastChange; version%markEvery == 0 {
		last.mark = u.lastChange
	}
}

// The histories of copied rows are chained in pieces, by an index that is there only
// meanwhile. It also keeps two changes of one version out.
var (
	historyKey       = sqldb.Shadow("merchant_changes_key")
	defineHistoryKey = `CREATE UNIQUE INDEX ` + historyKey + ` ON ` + sqldb.Shadow("merchant_changes") + ` (app_id, version)`
	dropHistoryKey   = `DROP INDEX ` + historyKey
)

// How many merchants' histories are chained in a write.
const firstChained, mostChained = 50, 500

// selectChained is the last of the merchants that come next.
const selectChained = `SELECT coalesce(max(n.app_id), '') FROM (SELECT t.app_id FROM merchants AS t WHERE t.app_id > ?1 ORDER BY t.app_id LIMIT ?2) AS n`

// makeChains makes the chains of the merchants after an app id, up to another.
var makeChains = []string{
	fmt.Sprintf(`UPDATE merchant_changes AS c SET
		prev = coalesce((SELECT p.seq FROM merchant_changes AS p WHERE p.app_id = c.app_id AND p.version < c.version ORDER BY p.version DESC LIMIT 1), 0),
		mark = coalesce((SELECT k.seq FROM merchant_changes AS k WHERE k.app_id = c.app_id AND k.version = c.version - 1 - (c.version - 1) %% %d), 0)
	WHERE c.app_id > ?1 AND c.app_id <= ?2`, markEvery),
	fmt.Sprintf(`UPDATE merchants AS m SET
		last_change = coalesce((SELECT t.seq FROM merchant_changes AS t WHERE t.app_id = m.app_id ORDER BY t.version DESC LIMIT 1), 0),
		last_mark = coalesce((SELECT k.seq FROM merchant_changes AS k WHERE k.app_id = m.app_id AND k.version = m.version - m.version %% %d), 0)
	WHERE m.app_id > ?1 AND m.app_id <= ?2`, markEvery),
}

// chain makes the chains of the rows that were copied.
func (r *replacement) chain(ctx context.Context) error {
	merchants := pace{firstChained, mostChained}
	for after := ""; ; {
		var last string
		err := r.write(ctx, func(ctx context.Context, t *sqldb.Tx) error {
			defer func(begun time.Time) { merchants.took(time.Since(begun)) }(time.Now())
			if _, err := t.Row(ctx, ofShadows(selectChained), []any{after, merchants.now}, &last); err != nil || last == "" {
				return err
			}
			for _, statement := range makeChains {
				if _, err := t.Exec(ctx, ofShadows(statement), after, last); err != nil {
					return fmt.Errorf("chain histories: %w", err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if last == "" {
			break
		}
		after = last
	}
	return r.write(ctx, func(ctx context.Context, t *sqldb.Tx) error { return t.Define(ctx, dropHistoryKey) })
}
