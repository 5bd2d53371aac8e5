-- +goose Up

-- Times are Unix milliseconds; -62135596800000 is a time that is not set.
-- Lists are JSON arrays; quotas are a JSON object by interface name. Hashes are the 32 bytes of a SHA-256, NULL for none.
-- Tables have no rowid: a row lies in its primary key, so that one change
-- touches one page.

CREATE TABLE accounts (
    app_id           TEXT    NOT NULL,
    name             TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    individual       INTEGER NOT NULL,
    irregular        INTEGER NOT NULL,
    secret_hash      BLOB,
    secret_frozen    INTEGER NOT NULL,
    message_url      TEXT    NOT NULL,
    ip_list          TEXT    NOT NULL,
    quotas           TEXT    NOT NULL,
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

-- How many calls of an interface an account made in a month, day or minute.
CREATE TABLE quota_use (
    app_id    TEXT    NOT NULL,
    interface TEXT    NOT NULL,
    span      TEXT    NOT NULL,
    used      INTEGER NOT NULL,
    PRIMARY KEY (app_id, interface, span)
) STRICT, WITHOUT ROWID;

CREATE INDEX quota_use_span ON quota_use (span);

-- Faults are the operator's, no tenant's: app_id only narrows one, and '' is
-- every account. Waits are in microseconds.
CREATE TABLE faults (
    id            TEXT    NOT NULL,
    interface     TEXT    NOT NULL,
    app_id        TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    probability   REAL    NOT NULL,
    hits_left     INTEGER NOT NULL,
    code          INTEGER NOT NULL,
    status        INTEGER NOT NULL,
    latency_shape TEXT    NOT NULL,
    latency_min   INTEGER NOT NULL,
    latency_max   INTEGER NOT NULL,
    latency_sigma REAL    NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    name  TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
