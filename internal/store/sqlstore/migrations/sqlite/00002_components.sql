-- +goose Up

-- Third-party platforms. Their names, secrets, IP lists and quotas are in
-- accounts, of kind 'component'. Permission sets are JSON arrays of numbers.
CREATE TABLE components (
    app_id           TEXT    NOT NULL,
    event_url        TEXT    NOT NULL,
    token            TEXT    NOT NULL,
    aes_key          TEXT    NOT NULL,
    previous_aes_key TEXT    NOT NULL,
    redirect_domain  TEXT    NOT NULL,
    permission_sets  TEXT    NOT NULL,
    push_tickets     INTEGER NOT NULL,
    ticket_at        INTEGER NOT NULL,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

-- Tickets, pre-authorization codes and authorization codes of platforms, as
-- hashes.
CREATE TABLE component_codes (
    app_id     TEXT    NOT NULL,
    hash       BLOB    NOT NULL,
    kind       TEXT    NOT NULL,
    authorizer TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL,
    PRIMARY KEY (app_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX component_codes_expires_at ON component_codes (expires_at);

-- What an account, app_id, grants a platform.
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

-- The list of a platform's authorizers is in the order of their app ids.
CREATE INDEX authorizations_component ON authorizations (component, state, app_id);
