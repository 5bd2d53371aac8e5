-- What the migrations make. Written by: go test ./internal/store/sqlstore/sqlite -run TestSchema -update

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
, reason TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX calls_app_id ON calls (app_id);

CREATE INDEX calls_called_at ON calls (called_at);

CREATE INDEX calls_rid ON calls (rid);

CREATE TABLE totals (
    calls INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
