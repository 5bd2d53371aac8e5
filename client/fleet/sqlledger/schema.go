package sqlledger

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
)

// form is the version of the tables. One of form 1 has no stores, and Create makes it one
// of this form; a build that knows no stores must not go on with a run of them.
const form = 2

// schema makes the tables, unless they are there. Records are JSON; what is looked for
// stands in columns. Times are Unix milliseconds. BYTES is the engine's type for bytes.
const schema = `
CREATE TABLE IF NOT EXISTS fleet_meta (
	one        INTEGER PRIMARY KEY,
	form       INTEGER NOT NULL,
	id         TEXT    NOT NULL,
	generation BIGINT  NOT NULL,
	holder     TEXT    NOT NULL,
	hold       TEXT    NOT NULL,
	held_until BIGINT  NOT NULL
);
CREATE TABLE IF NOT EXISTS fleet_merchants (
	appid      TEXT   PRIMARY KEY,
	generation BIGINT NOT NULL,
	record     TEXT   NOT NULL
);
CREATE TABLE IF NOT EXISTS fleet_pictures (
	hash    TEXT  PRIMARY KEY,
	content BYTES NOT NULL
);
CREATE TABLE IF NOT EXISTS fleet_media (
	appid  TEXT NOT NULL,
	hash   TEXT NOT NULL,
	record TEXT NOT NULL,
	PRIMARY KEY (appid, hash)
);
CREATE TABLE IF NOT EXISTS fleet_stores (
	id         TEXT   PRIMARY KEY,
	generation BIGINT NOT NULL,
	record     TEXT   NOT NULL
);
CREATE TABLE IF NOT EXISTS fleet_reviewed (
	appid    TEXT   NOT NULL,
	path     TEXT   NOT NULL,
	audit_id BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	record   TEXT   NOT NULL,
	PRIMARY KEY (appid, path, audit_id)
);
CREATE TABLE IF NOT EXISTS fleet_runs (
	id     TEXT   PRIMARY KEY,
	began  BIGINT NOT NULL,
	record TEXT   NOT NULL
);
CREATE TABLE IF NOT EXISTS fleet_items (
	run      TEXT    NOT NULL,
	appid    TEXT    NOT NULL,
	position INTEGER NOT NULL,
	state    TEXT    NOT NULL,
	desired  TEXT    NOT NULL,
	outcome  TEXT    NOT NULL,
	PRIMARY KEY (run, appid)
);
CREATE INDEX IF NOT EXISTS fleet_items_position ON fleet_items (run, position);
CREATE INDEX IF NOT EXISTS fleet_items_state ON fleet_items (run, state, position);
CREATE TABLE IF NOT EXISTS fleet_changes (
	run    TEXT   NOT NULL,
	appid  TEXT   NOT NULL,
	at     BIGINT NOT NULL,
	record TEXT   NOT NULL
);
CREATE INDEX IF NOT EXISTS fleet_changes_run ON fleet_changes (run, appid)`

// Create makes the tables, unless they are there.
func (l *Ledger) Create(ctx context.Context) error {
	bytes := "BLOB"
	if l.style == Dollar {
		bytes = "BYTEA"
	}
	for statement := range strings.SplitSeq(strings.ReplaceAll(schema, "BYTES", bytes), ";") {
		if _, err := l.db.ExecContext(ctx, statement); err != nil {
			return said.Errorf("make the ledger's tables: %w", err)
		}
	}
	_, err := l.db.ExecContext(ctx, l.text(`INSERT INTO fleet_meta (one, form, id, generation, holder, hold, held_until)
		VALUES (1, ?, ?, 0, '', '', 0) ON CONFLICT DO NOTHING`), form, rand.Text())
	if err != nil {
		return said.Errorf("begin the ledger: %w", err)
	}
	if _, err := l.db.ExecContext(ctx, l.text(`UPDATE fleet_meta SET form = ? WHERE form = 1`), form); err != nil {
		return said.Errorf("upgrade the ledger: %w", err)
	}
	var found int
	if err := l.db.QueryRowContext(ctx, `SELECT form FROM fleet_meta`).Scan(&found); err != nil {
		return said.Errorf("read the ledger: %w", err)
	}
	if found != form {
		return said.Errorf("the ledger has form %d, and this build knows %d: use the build that made it, or a newer one", found, form)
	}
	return nil
}
