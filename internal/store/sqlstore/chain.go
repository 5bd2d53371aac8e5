package sqlstore

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Where nobody shares the database, changes lie in the order in which they were made:
// to append a row costs less than half of what it costs to put it between others. A
// change names the one before it of its merchant, and a mark; the merchant names its
// last change and its last mark.

// markEvery is how many versions marks are apart. By them a reader gets far back in
// few steps.
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

// What makes the chains of rows that were copied.
var makeChains = []string{
	`UPDATE merchant_changes AS c SET prev = o.prev, mark = o.mark
	FROM (SELECT t.seq, coalesce(lag(t.seq) OVER (PARTITION BY t.app_id ORDER BY t.version), 0) AS prev, coalesce(k.seq, 0) AS mark
		FROM merchant_changes AS t LEFT JOIN (` + selectMarks + `) AS k ON k.app_id = t.app_id AND k.version = t.version - 1 - (t.version - 1) % 64) AS o
	WHERE o.seq = c.seq`,
	`UPDATE merchants AS m SET last_change = l.seq
	FROM (SELECT t.app_id, t.seq, row_number() OVER (PARTITION BY t.app_id ORDER BY t.version DESC) AS n FROM merchant_changes AS t) AS l
	WHERE l.app_id = m.app_id AND l.n = 1`,
	`UPDATE merchants AS m SET last_mark = k.seq FROM (` + selectMarks + `) AS k
	WHERE k.app_id = m.app_id AND k.version = m.version - m.version % 64`,
}

const (
	selectMarks   = `SELECT app_id, version, seq FROM merchant_changes WHERE version % 64 = 0`
	selectDoubled = `SELECT 1 FROM merchant_changes AS c JOIN merchant_changes AS p ON p.seq = c.prev WHERE p.version = c.version LIMIT 1`
)

// chainCopied makes the chains of rows that were copied, and refuses two changes of
// one version, which no key keeps apart.
func chainCopied(ctx context.Context, t *sqldb.Tx) error {
	for _, statement := range makeChains {
		if _, err := t.Exec(ctx, statement); err != nil {
			return fmt.Errorf("chain histories: %w", err)
		}
	}
	var one int
	doubled, err := t.Row(ctx, selectDoubled, nil, &one)
	if err == nil && doubled {
		err = sqldb.Refuse(badCopy("two rows of %s have one key", declared.changes.Name))
	}
	return err
}
