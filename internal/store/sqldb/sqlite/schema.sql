-- What the migrations make. Written by: go test ./internal/store/sqldb/sqlite -run TestSchema -update

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
    modify_per_month INTEGER NOT NULL, original_id TEXT NOT NULL DEFAULT '', message_token TEXT NOT NULL DEFAULT '', message_aes_key TEXT NOT NULL DEFAULT '', message_previous_aes_key TEXT NOT NULL DEFAULT '', message_mode TEXT NOT NULL DEFAULT 'plain', text_coordinates INTEGER NOT NULL DEFAULT FALSE, location_report INTEGER NOT NULL DEFAULT 0, voice_recognize INTEGER NOT NULL DEFAULT 0, customer_service INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX accounts_message_aes_key ON accounts (message_aes_key) WHERE message_aes_key <> '';

CREATE INDEX accounts_message_previous_aes_key ON accounts (message_previous_aes_key) WHERE message_previous_aes_key <> '';

CREATE INDEX accounts_message_token ON accounts (message_token) WHERE message_token <> '';

CREATE INDEX accounts_name ON accounts (name, app_id);

CREATE INDEX accounts_secret ON accounts (secret_hash);

CREATE TABLE applications (
    app_id          TEXT NOT NULL,
    audit_id        INTEGER NOT NULL,
    first_category  INTEGER NOT NULL,
    second_category INTEGER NOT NULL,
    nickname        TEXT NOT NULL,
    intro           TEXT NOT NULL,
    headimg         BLOB,
    org_code        BLOB,
    papers          TEXT NOT NULL,
    other_files     TEXT NOT NULL,
    PRIMARY KEY (app_id, audit_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_log (
    id        TEXT NOT NULL,
    at        INTEGER NOT NULL,
    operator  TEXT NOT NULL,
    address   TEXT NOT NULL,
    operation TEXT NOT NULL,
    target    TEXT NOT NULL,
    version   TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    rid       TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE authorizations (
    app_id          TEXT    NOT NULL,
    component       TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    permission_sets TEXT    NOT NULL,
    salt            BLOB,
    refresh_hash    BLOB,
    authorized_at   INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    PRIMARY KEY (app_id, component)
) STRICT, WITHOUT ROWID;

CREATE INDEX authorizations_component ON authorizations (component, state, app_id);

CREATE TABLE blobs (
    hash       BLOB    NOT NULL,
    size       INTEGER NOT NULL,
    kept       INTEGER NOT NULL,
    created_at INTEGER NOT NULL, removing_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX blobs_not_kept ON blobs (hash) WHERE kept = FALSE;

CREATE TABLE cards (
    app_id          TEXT NOT NULL,
    card_id         TEXT NOT NULL,
    type            TEXT NOT NULL,
    use_custom_code INTEGER NOT NULL,
    PRIMARY KEY (app_id, card_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE component_codes (
    app_id     TEXT    NOT NULL,
    hash       BLOB    NOT NULL,
    kind       TEXT    NOT NULL,
    authorizer TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL, used_from TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (app_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX component_codes_expires_at ON component_codes (expires_at);

CREATE TABLE components (
    app_id           TEXT    NOT NULL,
    event_url        TEXT    NOT NULL,
    token            TEXT    NOT NULL,
    aes_key          TEXT    NOT NULL,
    previous_aes_key TEXT    NOT NULL,
    redirect_domain  TEXT    NOT NULL,
    permission_sets  TEXT    NOT NULL,
    push_tickets     INTEGER NOT NULL,
    ticket_at        INTEGER NOT NULL, message_url TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX media_blob ON media (blob);

CREATE INDEX media_expires_at ON media (expires_at);

CREATE TABLE merchant_changes (
    seq            INTEGER NOT NULL PRIMARY KEY,
    prev           INTEGER NOT NULL DEFAULT 0,
    mark           INTEGER NOT NULL DEFAULT 0,
    app_id         TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    before_intro   TEXT    NOT NULL,
    after_intro    TEXT    NOT NULL,
    before_headimg BLOB,
    after_headimg  BLOB,
    caller         TEXT    NOT NULL,
    rid            TEXT    NOT NULL,
    changed_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE merchants (
    app_id        TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    nickname      TEXT    NOT NULL,
    intro         TEXT    NOT NULL,
    headimg       BLOB,
    version       INTEGER NOT NULL,
    month         TEXT    NOT NULL,
    month_changes INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL, last_change INTEGER NOT NULL DEFAULT 0, last_mark INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX merchants_nickname ON merchants (nickname, app_id);

CREATE INDEX merchants_state ON merchants (state, app_id);

CREATE INDEX merchants_state_nickname ON merchants (state, nickname, app_id);

CREATE TABLE places (
    map_poi_id  TEXT NOT NULL,
    creator     TEXT NOT NULL,
    listed      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    branch      TEXT NOT NULL,
    address     TEXT NOT NULL,
    province    TEXT NOT NULL,
    city        TEXT NOT NULL,
    district    TEXT NOT NULL,
    district_id TEXT NOT NULL,
    lat         REAL NOT NULL,
    lng         REAL NOT NULL,
    telephone   TEXT NOT NULL,
    category    TEXT NOT NULL,
    photo       TEXT NOT NULL,
    PRIMARY KEY (map_poi_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX places_district ON places (district_id, map_poi_id);

CREATE TABLE push_targets (
    app_id       TEXT    NOT NULL,
    last_seq     INTEGER NOT NULL,
    due_at       INTEGER,
    leased_at    INTEGER NOT NULL,
    leased_until INTEGER NOT NULL,
    leased_by    TEXT    NOT NULL,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX push_targets_due_at ON push_targets (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE pushes (
    app_id     TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    state      TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    body       BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    last_error TEXT    NOT NULL,
    PRIMARY KEY (app_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX pushes_created_at ON pushes (state, created_at);

CREATE INDEX pushes_state ON pushes (app_id, state, seq);

CREATE TABLE quota_use (
    app_id    TEXT    NOT NULL,
    interface TEXT    NOT NULL,
    span      TEXT    NOT NULL,
    used      INTEGER NOT NULL,
    PRIMARY KEY (app_id, interface, span)
) STRICT, WITHOUT ROWID;

CREATE INDEX quota_use_span ON quota_use (span);

CREATE TABLE reviewers (
    app_id        TEXT NOT NULL,
    last_audit_id INTEGER NOT NULL,
    rules         TEXT NOT NULL,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX reviews_account_kind ON reviews (app_id, kind, audit_id);

CREATE INDEX reviews_due_at ON reviews (due_at);

CREATE INDEX reviews_kind ON reviews (kind, submitted_at, app_id, audit_id);

CREATE INDEX reviews_kind_state ON reviews (kind, state, submitted_at, app_id, audit_id);

CREATE INDEX reviews_state ON reviews (state, submitted_at, app_id, audit_id);

CREATE INDEX reviews_submitted_at ON reviews (submitted_at, app_id, audit_id);

CREATE TABLE settings (
    name  TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

CREATE TABLE shop_counts (
    app_id      TEXT NOT NULL,
    listed      INTEGER NOT NULL,
    old         INTEGER NOT NULL,
    unmigrated  INTEGER NOT NULL,
    next_poi_id INTEGER NOT NULL,
    end_poi_id  INTEGER NOT NULL,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE shop_places (
    map_poi_id TEXT NOT NULL,
    app_id     TEXT NOT NULL,
    poi_id     TEXT NOT NULL,
    PRIMARY KEY (map_poi_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE shop_positions (
    app_id   TEXT NOT NULL,
    list     TEXT NOT NULL,
    position INTEGER NOT NULL,
    poi_id   TEXT NOT NULL,
    PRIMARY KEY (app_id, list, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE shops (
    app_id          TEXT NOT NULL,
    poi_id          TEXT NOT NULL,
    map_poi_id      TEXT NOT NULL,
    name            TEXT NOT NULL,
    province        TEXT NOT NULL,
    city            TEXT NOT NULL,
    district        TEXT NOT NULL,
    address         TEXT NOT NULL,
    longitude       REAL NOT NULL,
    latitude        REAL NOT NULL,
    category        TEXT NOT NULL,
    pictures        TEXT NOT NULL,
    new_pictures    TEXT NOT NULL,
    phone           TEXT NOT NULL,
    hour            TEXT NOT NULL,
    credential      TEXT NOT NULL,
    company_name    TEXT NOT NULL,
    qualifications  TEXT NOT NULL,
    card_id         TEXT NOT NULL,
    status          INTEGER NOT NULL,
    reason          TEXT NOT NULL,
    audit_id        INTEGER NOT NULL,
    position        INTEGER NOT NULL,
    old_position    INTEGER NOT NULL,
    upgrade         INTEGER NOT NULL,
    upgrade_comment TEXT NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    PRIMARY KEY (app_id, poi_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX shops_poi_id ON shops (poi_id, app_id);

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
