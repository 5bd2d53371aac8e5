-- +goose Up

-- Times are Unix milliseconds; -62135596800000 is a time that is not set.
-- Lists are JSON arrays. Hashes are the 32 bytes of a SHA-256, NULL for none.
-- Tables have no rowid: a row lies in its primary key, so that one change
-- touches one page.

CREATE TABLE accounts (
    app_id           TEXT    NOT NULL,
    name             TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    individual       INTEGER NOT NULL,
    secret_hash      BLOB,
    ip_list          TEXT    NOT NULL,
    tokens_per_day   INTEGER NOT NULL,
    category_barred  INTEGER NOT NULL,
    forbidden_words  TEXT    NOT NULL,
    modify_per_month INTEGER NOT NULL,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE token_lines (
    app_id     TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    token_hash BLOB,
    salt       BLOB,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    day        TEXT    NOT NULL,
    fetched    INTEGER NOT NULL,
    forced     INTEGER NOT NULL,
    forced_at  INTEGER NOT NULL,
    PRIMARY KEY (app_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    app_id        TEXT    NOT NULL,
    hash          BLOB    NOT NULL,
    kind          TEXT    NOT NULL,
    issued_at     INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    superseded_at INTEGER NOT NULL,
    PRIMARY KEY (app_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX tokens_expires_at ON tokens (expires_at);

CREATE TABLE merchants (
    app_id        TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    nickname      TEXT    NOT NULL,
    intro         TEXT    NOT NULL,
    headimg       BLOB,
    version       INTEGER NOT NULL,
    month         TEXT    NOT NULL,
    month_changes INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE merchant_changes (
    app_id         TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    before_intro   TEXT    NOT NULL,
    after_intro    TEXT    NOT NULL,
    before_headimg BLOB,
    after_headimg  BLOB,
    caller         TEXT    NOT NULL,
    rid            TEXT    NOT NULL,
    changed_at     INTEGER NOT NULL,
    PRIMARY KEY (app_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE media (
    app_id       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    content_type TEXT    NOT NULL,
    blob         BLOB    NOT NULL,
    size         INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (app_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX media_expires_at ON media (expires_at);

-- The question "does any medium name this blob" is asked by DropBlobs.
CREATE INDEX media_blob ON media (blob);

-- A blob is kept for good once a merchant took it. Its size is 0 where it was
-- never known.
CREATE TABLE blobs (
    hash       BLOB    NOT NULL,
    size       INTEGER NOT NULL,
    kept       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX blobs_not_kept ON blobs (hash) WHERE kept = FALSE;
