-- +goose Up

-- Third-party platforms. Their names, secrets, IP lists and quotas are in
-- accounts, of kind 'component'. Permission sets are JSON arrays of numbers.
CREATE TABLE components (
    app_id           TEXT COLLATE "C" NOT NULL,
    event_url        TEXT NOT NULL,
    token            TEXT NOT NULL,
    aes_key          TEXT NOT NULL,
    previous_aes_key TEXT NOT NULL,
    redirect_domain  TEXT NOT NULL,
    permission_sets  TEXT NOT NULL,
    push_tickets     BOOLEAN NOT NULL,
    ticket_at        BIGINT NOT NULL,
    PRIMARY KEY (app_id)
);

-- Tickets, pre-authorization codes and authorization codes of platforms, as
-- hashes.
CREATE TABLE component_codes (
    app_id     TEXT COLLATE "C" NOT NULL,
    hash       BYTEA NOT NULL,
    kind       TEXT NOT NULL,
    authorizer TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    PRIMARY KEY (app_id, hash)
);

CREATE INDEX component_codes_expires_at ON component_codes (expires_at);

-- What an account, app_id, grants a platform.
CREATE TABLE authorizations (
    app_id          TEXT COLLATE "C" NOT NULL,
    component       TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    permission_sets TEXT NOT NULL,
    salt            BYTEA,
    refresh_hash    BYTEA,
    authorized_at   BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    PRIMARY KEY (app_id, component)
);

-- The list of a platform's authorizers is in the order of their app ids.
CREATE INDEX authorizations_component ON authorizations (component, state, app_id);
