-- +goose Up

-- What operators did at the console. The ids are in the order of time.
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
