package sqlledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"sync"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/placeholder"
	"github.com/wxastore/wxastore/internal/said"
)

// Placeholders is how a driver writes the parameters of a statement.
type Placeholders = placeholder.Style

// The ways to write parameters.
const (
	// Question is ?, as SQLite has it.
	Question = placeholder.Question
	// Dollar is $1, $2 and so on, as PostgreSQL has it.
	Dollar = placeholder.Dollar
)

// Ledger is a fleet.Ledger in a database.
type Ledger struct {
	db    *sql.DB
	style Placeholders
	// lockFile is the file whose lock decides who holds the ledger; "" where a lease
	// in the database does.
	lockFile string

	mu      sync.Mutex // guards all below
	hold    string     // names this process's hold, "" for none
	queue   []*request
	writing bool
}

// New returns the ledger of a database that Create has made the tables in. A SQLite
// database needs a busy timeout, WAL, and synchronous=FULL. lockFile is a file next to
// it whose lock says who writes; "" is a lease in the database, for several machines.
func New(db *sql.DB, style Placeholders, lockFile string) *Ledger {
	return &Ledger{db: db, style: style, lockFile: lockFile}
}

// String keeps the database's address out of logs.
func (l *Ledger) String() string { return "sqlledger.Ledger" }

// text is a statement, which is written with ?, in the style of the driver.
func (l *Ledger) text(statement string) string { return l.style.Text(statement) }

// Position implements fleet.Ledger.
func (l *Ledger) Position(ctx context.Context) (id string, generation int64, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT id, generation FROM fleet_meta`).Scan(&id, &generation)
	if err != nil {
		return "", 0, said.Errorf("read the ledger: %w", err)
	}
	return id, generation, nil
}

// Merchants implements fleet.Ledger.
func (l *Ledger) Merchants(ctx context.Context, appIDs []string) (map[string]fleet.Merchant, error) {
	return some(ctx, l, `SELECT record FROM fleet_merchants WHERE appid IN `, appIDs, func(m fleet.Merchant) string { return m.AppID })
}

// some returns the records of some keys by their keys.
func some[T any](ctx context.Context, l *Ledger, query string, keys []string, key func(T) string) (map[string]T, error) {
	found := make(map[string]T)
	if len(keys) == 0 {
		return found, nil
	}
	args := make([]any, len(keys))
	for i, k := range keys {
		args[i] = k
	}
	marks := strings.TrimSuffix(strings.Repeat("?,", len(args)), ",")
	for one, err := range records[T](ctx, l, query+`(`+marks+`)`, args...) {
		if err != nil {
			return nil, err
		}
		found[key(one)] = one
	}
	return found, nil
}

// Stores implements fleet.Ledger.
func (l *Ledger) Stores(ctx context.Context, ids []string) (map[string]fleet.Store, error) {
	return some(ctx, l, `SELECT record FROM fleet_stores WHERE id IN `, ids, fleet.Store.ID)
}

// AllStores implements fleet.Ledger.
func (l *Ledger) AllStores(ctx context.Context) iter.Seq2[fleet.Store, error] {
	return records[fleet.Store](ctx, l, `SELECT record FROM fleet_stores ORDER BY id`)
}

// PutReviewed implements fleet.Ledger.
func (l *Ledger) PutReviewed(ctx context.Context, r fleet.Reviewed) error {
	return l.enqueue(ctx, &request{reviewed: &r})
}

// Reviewed implements fleet.Ledger.
func (l *Ledger) Reviewed(ctx context.Context, appID string) ([]fleet.Reviewed, error) {
	return collect(records[fleet.Reviewed](ctx, l, `SELECT record FROM fleet_reviewed WHERE appid = ? ORDER BY at, audit_id`, appID))
}

// AllMerchants implements fleet.Ledger.
func (l *Ledger) AllMerchants(ctx context.Context) iter.Seq2[fleet.Merchant, error] {
	return records[fleet.Merchant](ctx, l, `SELECT record FROM fleet_merchants ORDER BY appid`)
}

// Runs implements fleet.Ledger. A limit of 0 is no limit.
func (l *Ledger) Runs(ctx context.Context, limit int) ([]fleet.Run, error) {
	if limit <= 0 {
		limit = 1 << 30
	}
	return collect(records[fleet.Run](ctx, l, `SELECT record FROM fleet_runs ORDER BY began DESC, id DESC LIMIT ?`, limit))
}

// Changes implements fleet.Ledger.
func (l *Ledger) Changes(ctx context.Context, run string) iter.Seq2[fleet.Change, error] {
	return records[fleet.Change](ctx, l, `SELECT record FROM fleet_changes WHERE run = ? ORDER BY appid, at`, run)
}

// Items implements fleet.Ledger.
func (l *Ledger) Items(ctx context.Context, run string, states ...fleet.State) iter.Seq2[fleet.Item, error] {
	query := `SELECT position, state, desired, outcome FROM fleet_items WHERE run = ?`
	args := []any{run}
	if len(states) > 0 {
		query += ` AND state IN (` + strings.TrimSuffix(strings.Repeat("?,", len(states)), ",") + `)`
		for _, s := range states {
			args = append(args, string(s))
		}
	}
	return each(ctx, l, query+` ORDER BY position`, args, func(rows *sql.Rows) (fleet.Item, error) {
		i := fleet.Item{Run: run}
		var state string
		var desired, outcome []byte
		if err := rows.Scan(&i.Position, &state, &desired, &outcome); err != nil {
			return i, err
		}
		i.State = fleet.State(state)
		return i, errors.Join(json.Unmarshal(desired, &i.Desired), json.Unmarshal(outcome, &i.Outcome))
	})
}

// Media implements fleet.Ledger.
func (l *Ledger) Media(ctx context.Context, appID, hash string) (fleet.Media, error) {
	for m, err := range records[fleet.Media](ctx, l, `SELECT record FROM fleet_media WHERE appid = ? AND hash = ?`, appID, hash) {
		return m, err
	}
	return fleet.Media{}, fleet.ErrNoRecord
}

// PutPicture implements fleet.Ledger.
func (l *Ledger) PutPicture(ctx context.Context, hash string, content []byte) error {
	var there int
	err := l.db.QueryRowContext(ctx, l.text(`SELECT 1 FROM fleet_pictures WHERE hash = ?`), hash).Scan(&there)
	if errors.Is(err, sql.ErrNoRows) {
		return l.enqueue(ctx, &request{picture: content, hash: hash})
	}
	if err != nil {
		return said.Errorf("look for a picture: %w", err)
	}
	return nil
}

// Picture implements fleet.Ledger.
func (l *Ledger) Picture(ctx context.Context, hash string) (content []byte, err error) {
	err = l.db.QueryRowContext(ctx, l.text(`SELECT content FROM fleet_pictures WHERE hash = ?`), hash).Scan(&content)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, said.Errorf("picture %s: %w", hash, fleet.ErrNoRecord)
	}
	if err != nil {
		return nil, said.Errorf("read a picture: %w", err)
	}
	return content, nil
}

// records yields the JSON records that a query returns.
func records[T any](ctx context.Context, l *Ledger, query string, args ...any) iter.Seq2[T, error] {
	return each(ctx, l, query, args, func(rows *sql.Rows) (record T, err error) {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return record, err
		}
		return record, json.Unmarshal(text, &record)
	})
}

// collect returns the records of a sequence, none if it ends with an error.
func collect[T any](sequence iter.Seq2[T, error]) (records []T, err error) {
	for one, err := range sequence {
		if err != nil {
			return nil, err
		}
		records = append(records, one)
	}
	return records, nil
}

// each yields what scan makes of the rows of a query, to its first error.
func each[T any](ctx context.Context, l *Ledger, query string, args []any, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := l.db.QueryContext(ctx, l.text(query), args...)
		if err != nil {
			yield(none, said.Errorf("read the ledger: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			one, err := scan(rows)
			if err != nil {
				yield(none, said.Errorf("read the ledger: %w", err))
				return
			}
			if !yield(one, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, said.Errorf("read the ledger: %w", err))
		}
	}
}
