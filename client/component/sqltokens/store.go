package sqltokens

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/placeholder"
	"github.com/wxastore/wxastore/internal/said"
)

// Schema makes the table, unless it is there. Create runs it; programs with
// migrations of their own put it there. Times are Unix milliseconds.
const Schema = `CREATE TABLE IF NOT EXISTS wxastore_tokens (
	component              TEXT   NOT NULL,
	appid                  TEXT   NOT NULL,
	version                BIGINT NOT NULL,
	refresh_token          TEXT   NOT NULL,
	previous_refresh_token TEXT   NOT NULL,
	granted_at             BIGINT NOT NULL,
	access_token           TEXT   NOT NULL,
	renew_at               BIGINT NOT NULL,
	expires_at             BIGINT NOT NULL,
	lease_holder           TEXT   NOT NULL DEFAULT '',
	lease_until            BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (component, appid)
)`

// Placeholders is how a driver writes the parameters of a statement.
type Placeholders = placeholder.Style

// The ways to write parameters.
const (
	// Question is ?, as SQLite has it.
	Question = placeholder.Question
	// Dollar is $1, $2 and so on, as PostgreSQL has it.
	Dollar = placeholder.Dollar
)

// Store is a component.TokenStore in a table.
type Store struct {
	db    *sql.DB
	style Placeholders
}

// New returns the store of a database that has the table of Schema. A SQLite
// database that more than one process uses needs a busy timeout, and
// synchronous=FULL if a token must survive a loss of power.
func New(db *sql.DB, style Placeholders) *Store { return &Store{db, style} }

// Create makes the table, unless it is there.
func (s *Store) Create(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, Schema); err != nil {
		return said.Errorf("sqltokens: make the table: %w", err)
	}
	return nil
}

// String keeps the database's address out of logs.
func (s *Store) String() string { return "sqltokens.Store" }

// text is a statement, which is written with ?, in the style of the driver.
func (s *Store) text(statement string) string { return s.style.Text(statement) }

// exec runs a statement and reports whether it changed a row.
func (s *Store) exec(ctx context.Context, what, statement string, args ...any) (bool, error) {
	result, err := s.db.ExecContext(ctx, s.text(statement), args...)
	if err == nil {
		var rows int64
		if rows, err = result.RowsAffected(); err == nil {
			return rows > 0, nil
		}
	}
	return false, said.Errorf("sqltokens: %s: %w", what, err)
}

const columns = "component, appid, version, refresh_token, previous_refresh_token, granted_at, access_token, renew_at, expires_at"

// Load implements component.TokenStore.
func (s *Store) Load(ctx context.Context, key component.TokenKey) (component.TokenRecord, error) {
	row := s.db.QueryRowContext(ctx, s.text("SELECT "+columns+" FROM wxastore_tokens WHERE component = ? AND appid = ?"), key.Component, key.AppID)
	r, err := scan(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return component.TokenRecord{}, component.ErrNoRecord
	}
	return r, err
}

// Save implements component.TokenStore.
func (s *Store) Save(ctx context.Context, r component.TokenRecord) error {
	if err := r.Validate(); err != nil {
		return said.Errorf("sqltokens: %w", err)
	}
	args := []any{
		r.Version + 1, r.RefreshToken, r.PreviousRefreshToken, millis(r.GrantedAt),
		r.AccessToken, millis(r.RenewAt), millis(r.ExpiresAt), r.Component, r.AppID,
	}
	statement := `INSERT INTO wxastore_tokens
		(version, refresh_token, previous_refresh_token, granted_at, access_token, renew_at, expires_at, component, appid)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
	if r.Version > 0 {
		statement = `UPDATE wxastore_tokens SET version = ?, refresh_token = ?, previous_refresh_token = ?, granted_at = ?,
			access_token = ?, renew_at = ?, expires_at = ? WHERE component = ? AND appid = ? AND version = ?`
		args = append(args, r.Version)
	}
	saved, err := s.exec(ctx, "save tokens of "+r.AppID, statement, args...)
	if err == nil && !saved {
		return component.ErrStaleRecord
	}
	return err
}

// Lease implements component.TokenStore. It is bounded by the clocks of the
// processes, which should agree to a few seconds.
func (s *Store) Lease(ctx context.Context, key component.TokenKey, holder string, life time.Duration) (bool, error) {
	now := time.Now()
	return s.exec(ctx, "lease "+key.AppID,
		"UPDATE wxastore_tokens SET lease_holder = ?, lease_until = ? WHERE component = ? AND appid = ? AND lease_until <= ?",
		holder, now.Add(life).UnixMilli(), key.Component, key.AppID, now.UnixMilli())
}

// Release implements component.TokenStore.
func (s *Store) Release(ctx context.Context, key component.TokenKey, holder string) error {
	_, err := s.exec(ctx, "release "+key.AppID,
		"UPDATE wxastore_tokens SET lease_holder = '', lease_until = 0 WHERE component = ? AND appid = ? AND lease_holder = ?",
		key.Component, key.AppID, holder)
	return err
}
