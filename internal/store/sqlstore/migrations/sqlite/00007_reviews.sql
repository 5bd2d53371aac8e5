-- +goose Up

-- What is or was reviewed: kind says what, subject and name which, pictures, a JSON
-- array of hashes in hex, what there is to see. due_at is when it goes on by itself;
-- a time long past, that of the year 1, says not at all.
CREATE TABLE reviews (
    app_id       TEXT NOT NULL,
    audit_id     INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    name         TEXT NOT NULL,
    pictures     TEXT NOT NULL,
    state        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    decided_at   INTEGER NOT NULL,
    PRIMARY KEY (app_id, audit_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reviews_due_at ON reviews (due_at);

-- The lists: all, those of a state, of a kind, of both; and of an account.
CREATE INDEX reviews_submitted_at ON reviews (submitted_at, app_id, audit_id);
CREATE INDEX reviews_state ON reviews (state, submitted_at, app_id, audit_id);
CREATE INDEX reviews_kind ON reviews (kind, submitted_at, app_id, audit_id);
CREATE INDEX reviews_kind_state ON reviews (kind, state, submitted_at, app_id, audit_id);
CREATE INDEX reviews_account ON reviews (app_id, submitted_at, audit_id);

-- How an account's reviews are decided: rules is a JSON array of objects.
CREATE TABLE reviewers (
    app_id        TEXT NOT NULL,
    last_audit_id INTEGER NOT NULL,
    rules         TEXT NOT NULL,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;
