-- +goose Up

-- Who receives events, app_id, and when its first one may be tried, due_at, in
-- Unix milliseconds: 0 for at once, NULL if none is queued. leased_by holds the
-- target until leased_until, '' and 0 for nobody, and did so last at leased_at.
-- The row stays when nothing is queued any more, for last_seq counts on. Whoever
-- changes the target's events has locked it.
CREATE TABLE push_targets (
    app_id       TEXT COLLATE "C" NOT NULL,
    last_seq     BIGINT NOT NULL,
    due_at       BIGINT,
    leased_at    BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    leased_by    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (app_id)
);

CREATE INDEX push_targets_due_at ON push_targets (due_at) WHERE due_at IS NOT NULL;

-- Events that wait to be pushed, or were given up. last_error is bytes, because
-- it may quote what a receiver answered.
CREATE TABLE pushes (
    app_id     TEXT COLLATE "C" NOT NULL,
    id         TEXT COLLATE "C" NOT NULL,
    seq        BIGINT NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    body       BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    last_error BYTEA NOT NULL,
    PRIMARY KEY (app_id, id)
);

-- The first event of a target is the queued one of the least seq.
CREATE INDEX pushes_state ON pushes (app_id, state, seq);

CREATE INDEX pushes_created_at ON pushes (state, created_at);
