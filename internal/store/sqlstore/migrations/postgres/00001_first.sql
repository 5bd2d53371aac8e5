-- +goose Up

-- Times are Unix milliseconds; -62135596800000 is a time that is not set.
-- Lists are JSON arrays; quotas are a JSON object by interface name. Hashes are the 32 bytes of a SHA-256, NULL for none.
-- Texts that are compared or sorted are so by their bytes (COLLATE "C"), whatever
-- the database's own order is.

CREATE TABLE accounts (
    app_id           TEXT COLLATE "C" NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    kind             TEXT COLLATE "C" NOT NULL,
    individual       BOOLEAN NOT NULL,
    irregular        BOOLEAN NOT NULL,
    secret_hash      BYTEA,
    secret_frozen    BOOLEAN NOT NULL,
    message_url      TEXT NOT NULL,
    ip_list          TEXT NOT NULL,
    quotas           TEXT NOT NULL,
    category_barred  BOOLEAN NOT NULL,
    forbidden_words  TEXT NOT NULL,
    modify_per_month BIGINT NOT NULL,
    PRIMARY KEY (app_id)
);

CREATE TABLE token_lines (
    app_id     TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    token_hash BYTEA,
    salt       BYTEA,
    issued_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    day        TEXT NOT NULL,
    forced     BIGINT NOT NULL,
    forced_at  BIGINT NOT NULL,
    PRIMARY KEY (app_id, kind)
);

CREATE TABLE tokens (
    app_id        TEXT COLLATE "C" NOT NULL,
    hash          BYTEA NOT NULL,
    kind          TEXT COLLATE "C" NOT NULL,
    issued_at     BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    superseded_at BIGINT NOT NULL,
    PRIMARY KEY (app_id, hash)
);

CREATE INDEX tokens_expires_at ON tokens (expires_at);

CREATE TABLE merchants (
    app_id        TEXT COLLATE "C" NOT NULL,
    state         TEXT NOT NULL,
    nickname      TEXT NOT NULL,
    intro         TEXT NOT NULL,
    headimg       BYTEA,
    version       BIGINT NOT NULL,
    month         TEXT NOT NULL,
    month_changes BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    PRIMARY KEY (app_id)
);

CREATE TABLE merchant_changes (
    app_id         TEXT COLLATE "C" NOT NULL,
    version        BIGINT NOT NULL,
    before_intro   TEXT NOT NULL,
    after_intro    TEXT NOT NULL,
    before_headimg BYTEA,
    after_headimg  BYTEA,
    caller         TEXT NOT NULL,
    rid            TEXT NOT NULL,
    changed_at     BIGINT NOT NULL,
    PRIMARY KEY (app_id, version)
);

CREATE TABLE media (
    app_id       TEXT COLLATE "C" NOT NULL,
    id           TEXT COLLATE "C" NOT NULL,
    type         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    blob         BYTEA NOT NULL,
    size         BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (app_id, id)
);

CREATE INDEX media_expires_at ON media (expires_at);

-- The question "does any medium name this blob" is asked by DropBlobs.
CREATE INDEX media_blob ON media (blob);

-- A blob is kept for good once a merchant took it. Its size is 0 where it was
-- never known.
CREATE TABLE blobs (
    hash       BYTEA NOT NULL,
    size       BIGINT NOT NULL,
    kept       BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (hash)
);

CREATE INDEX blobs_not_kept ON blobs (hash) WHERE kept = FALSE;

-- How many calls of an interface an account made in a month, day or minute.
CREATE TABLE quota_use (
    app_id    TEXT COLLATE "C" NOT NULL,
    interface TEXT COLLATE "C" NOT NULL,
    span      TEXT COLLATE "C" NOT NULL,
    used      BIGINT NOT NULL,
    PRIMARY KEY (app_id, interface, span)
);

CREATE INDEX quota_use_span ON quota_use (span);

-- Faults are the operator's, no tenant's: app_id only narrows one, and '' is
-- every account. Waits are in microseconds.
CREATE TABLE faults (
    id            TEXT COLLATE "C" NOT NULL,
    interface     TEXT COLLATE "C" NOT NULL,
    app_id        TEXT COLLATE "C" NOT NULL,
    kind          TEXT COLLATE "C" NOT NULL,
    probability   DOUBLE PRECISION NOT NULL,
    hits_left     BIGINT NOT NULL,
    code          BIGINT NOT NULL,
    status        BIGINT NOT NULL,
    latency_shape TEXT NOT NULL,
    latency_min   BIGINT NOT NULL,
    latency_max   BIGINT NOT NULL,
    latency_sigma DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE settings (
    name  TEXT COLLATE "C" NOT NULL,
    value BYTEA NOT NULL,
    PRIMARY KEY (name)
);
