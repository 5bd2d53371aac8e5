-- +goose Up

-- What is or was reviewed: kind says what, subject and name which, pictures, a JSON
-- array of hashes in hex, what there is to see. due_at is when it goes on by itself;
-- a time long past, that of the year 1, says not at all.
CREATE TABLE reviews (
    app_id       TEXT COLLATE "C" NOT NULL,
    audit_id     BIGINT NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    pictures     TEXT COLLATE "C" NOT NULL,
    state        TEXT COLLATE "C" NOT NULL,
    reason       TEXT COLLATE "C" NOT NULL,
    submitted_at BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    decided_at   BIGINT NOT NULL,
    PRIMARY KEY (app_id, audit_id)
);

CREATE INDEX reviews_due_at ON reviews (due_at);

-- The lists: all, those of a state, of a kind, of both; and of an account.
CREATE INDEX reviews_submitted_at ON reviews (submitted_at, app_id, audit_id);
CREATE INDEX reviews_state ON reviews (state, submitted_at, app_id, audit_id);
CREATE INDEX reviews_kind ON reviews (kind, submitted_at, app_id, audit_id);
CREATE INDEX reviews_kind_state ON reviews (kind, state, submitted_at, app_id, audit_id);
CREATE INDEX reviews_account ON reviews (app_id, submitted_at, audit_id);

-- How an account's reviews are decided: rules is a JSON array of objects.
CREATE TABLE reviewers (
    app_id        TEXT COLLATE "C" NOT NULL,
    last_audit_id BIGINT NOT NULL,
    rules         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (app_id)
);
