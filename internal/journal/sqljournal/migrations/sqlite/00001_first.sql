-- +goose Up

-- Calls lie in the order in which they came, so that a new one is appended and
-- the oldest are at the beginning. Times are Unix milliseconds, costs are
-- microseconds. The long columns come last: what goes through many rows need
-- not read them.
CREATE TABLE calls (
    seq        INTEGER NOT NULL PRIMARY KEY,
    called_at  INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    code       INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    cost       INTEGER NOT NULL,
    rid        TEXT    NOT NULL,
    app_id     TEXT    NOT NULL,
    interface  TEXT    NOT NULL,
    method     TEXT    NOT NULL,
    client_ip  TEXT    NOT NULL,
    fault      TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    query      TEXT    NOT NULL,
    user_agent TEXT    NOT NULL,
    request    TEXT    NOT NULL,
    response   TEXT    NOT NULL
) STRICT;

-- An index ends in seq by itself.
CREATE INDEX calls_rid ON calls (rid);
CREATE INDEX calls_app_id ON calls (app_id);
CREATE INDEX calls_called_at ON calls (called_at);

-- The one row says how many calls there are and how many bytes they have, so
-- that nobody has to count them.
CREATE TABLE totals (
    calls INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;

INSERT INTO totals (calls, bytes) VALUES (0, 0);
