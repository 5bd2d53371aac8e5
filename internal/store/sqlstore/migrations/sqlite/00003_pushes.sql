-- +goose Up

-- Who receives events, app_id, and when its first one may be tried, due_at, in
-- Unix milliseconds: 0 for at once, NULL if none is queued. leased_by holds the
-- target until leased_until, '' and 0 for nobody, and did so last at leased_at.
-- The row stays when nothing is queued any more, for last_seq counts on.
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

-- Events that wait to be pushed, or were given up.
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

-- The first event of a target is the queued one of the least seq.
CREATE INDEX pushes_state ON pushes (app_id, state, seq);

CREATE INDEX pushes_created_at ON pushes (state, created_at);
