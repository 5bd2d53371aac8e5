package sqlledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/said"
)

// Readable returns why a ledger cannot be read, which Create has made and which may be
// open for reading only.
func (l *Ledger) Readable(ctx context.Context) error {
	var found int
	if err := l.db.QueryRowContext(ctx, `SELECT form FROM fleet_meta`).Scan(&found); err != nil {
		return said.Errorf("read the ledger: %w", err)
	}
	if found > form {
		return said.Errorf("the ledger has form %d, and this build knows %d: use the build that made it, or a newer one", found, form)
	}
	return nil
}

// Holder returns who holds the ledger, "" if none does.
func (l *Ledger) Holder(ctx context.Context) (holder string, err error) {
	var until int64
	if err := l.db.QueryRowContext(ctx, `SELECT holder, held_until FROM fleet_meta`).Scan(&holder, &until); err != nil {
		return "", said.Errorf("read the ledger: %w", err)
	}
	if until < time.Now().UnixMilli() { // it is renewed while the holder lives
		return "", nil
	}
	return holder, nil
}

// Broken reports whether a run goes on by the ledger, and its process is gone.
func (l *Ledger) Broken(ctx context.Context, run fleet.Run) (bool, error) {
	if run.State != fleet.Running {
		return false, nil
	}
	holder, err := l.Holder(ctx)
	return holder != run.Holder, err
}

// Run returns the run of an id, or fleet.ErrNoRecord.
func (l *Ledger) Run(ctx context.Context, id string) (fleet.Run, error) {
	for run, err := range records[fleet.Run](ctx, l, `SELECT record FROM fleet_runs WHERE id = ?`, id) {
		return run, err
	}
	return fleet.Run{}, fleet.ErrNoRecord
}

// RunsAfter returns the runs that are older than an id, the newest first; those of "" are
// the newest. Ids begin with the time in UTC.
func (l *Ledger) RunsAfter(ctx context.Context, id string, limit int) ([]fleet.Run, error) {
	query, args := `SELECT record FROM fleet_runs`, []any{}
	if id != "" {
		query, args = query+` WHERE id < ?`, append(args, id)
	}
	return collect(records[fleet.Run](ctx, l, query+` ORDER BY id DESC LIMIT ?`, append(args, limit)...))
}

// Counts returns how many items of a run are in each state now.
func (l *Ledger) Counts(ctx context.Context, run string) (map[fleet.State]int, error) {
	type count struct {
		state string
		n     int
	}
	counts := make(map[fleet.State]int)
	for c, err := range each(ctx, l, `SELECT state, COUNT(*) FROM fleet_items WHERE run = ? GROUP BY state`, []any{run}, func(rows *sql.Rows) (c count, err error) {
		return c, rows.Scan(&c.state, &c.n)
	}) {
		if err != nil {
			return nil, err
		}
		counts[fleet.State(c.state)] = c.n
	}
	return counts, nil
}

// Part selects items of a run: a page of them, in the order of the plan.
type Part struct {
	Run string
	// State is the one that they are in; "" is any.
	State fleet.State
	// Begins is what their keys begin with; "" is anything.
	Begins string
	// After and Before are positions that they lie between. With Backwards they are the
	// last of those, and still in the order of the plan.
	After     int
	Before    int
	Backwards bool
	Limit     int
}

// all is a position after those of all items.
const all = 1 << 30

// Row is an item with its id in the run, by which Item finds it.
type Row struct {
	ID string
	fleet.Item
}

const itemColumns = `SELECT appid, position, state, desired, outcome FROM fleet_items WHERE run = ? `

// Part returns a part of a run's items.
func (l *Ledger) Part(ctx context.Context, p Part) (items []Row, err error) {
	if p.Before == 0 {
		p.Before = all
	}
	few, err := l.few(ctx, p)
	if err != nil {
		return nil, err
	}
	position := `position`
	if few { // they are found by their keys, and then put in order
		position = `+position`
	}
	query, args := itemColumns+`AND `+position+` > ? AND `+position+` < ?`, []any{p.Run, p.After, p.Before}
	if p.State != "" {
		query, args = query+` AND state = ?`, append(args, string(p.State))
	}
	switch {
	case p.Begins == "":
	case l.style == Dollar:
		query, args = query+` AND starts_with(appid, ?)`, append(args, p.Begins)
	default: // a range of the primary key
		query, args = query+` AND appid >= ? AND appid < ?`, append(args, p.Begins, p.Begins+last)
	}
	order := ` ORDER BY ` + position
	if p.Backwards {
		order += ` DESC`
	}
	for i, err := range each(ctx, l, query+order+` LIMIT ?`, append(args, p.Limit), rowOf(p.Run)) {
		if err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	if p.Backwards {
		slices.Reverse(items)
	}
	return items, nil
}

// mostSorted is how many items are found by what their keys begin with, and sorted.
const mostSorted = 2000

// few reports whether keys begin with a text, and few enough do to sort them. Otherwise a
// page is full soon in the order of positions.
func (l *Ledger) few(ctx context.Context, p Part) (bool, error) {
	if p.Begins == "" || l.style == Dollar { // PostgreSQL's planner knows how many there are
		return false, nil
	}
	var n int
	err := l.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM fleet_items WHERE run = ? AND appid >= ? AND appid < ? LIMIT ?)`,
		p.Run, p.Begins, p.Begins+last, mostSorted+1).Scan(&n)
	if err != nil {
		return false, said.Errorf("read the ledger: %w", err)
	}
	return n <= mostSorted, nil
}

// last is a character after all others.
const last = "\U0010ffff"

// Item returns the item of a key, or fleet.ErrNoRecord.
func (l *Ledger) Item(ctx context.Context, run, key string) (Row, error) {
	for i, err := range each(ctx, l, itemColumns+`AND appid = ?`, []any{run, key}, rowOf(run)) {
		return i, err
	}
	return Row{}, fleet.ErrNoRecord
}

func rowOf(run string) func(*sql.Rows) (Row, error) {
	return func(rows *sql.Rows) (Row, error) {
		i := Row{Item: fleet.Item{Run: run}}
		var state string
		var desired, outcome []byte
		if err := rows.Scan(&i.ID, &i.Position, &state, &desired, &outcome); err != nil {
			return i, err
		}
		i.State = fleet.State(state)
		return i, errors.Join(json.Unmarshal(desired, &i.Desired), json.Unmarshal(outcome, &i.Outcome))
	}
}

// ChangesOf returns what a run changed of a merchant, or may have changed, the oldest first.
func (l *Ledger) ChangesOf(ctx context.Context, run, appID string) ([]fleet.Change, error) {
	return collect(records[fleet.Change](ctx, l, `SELECT record FROM fleet_changes WHERE run = ? AND appid = ? ORDER BY at`, run, appID))
}
