-- What the migrations make. Written by: go test ./internal/store/sqldb/sqlite -run TestSchema -update

CREATE TABLE chunks (
    seq          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    version      INTEGER NOT NULL DEFAULT 0,
    first_second INTEGER NOT NULL,
    last_second  INTEGER NOT NULL,
    first_at     INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    calls        INTEGER NOT NULL,
    raw          INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    kinds        INTEGER NOT NULL DEFAULT -1,
    summary      BLOB    NOT NULL,
    grams        BLOB    NOT NULL DEFAULT x'',
    body         BLOB    NOT NULL
) STRICT;

CREATE INDEX chunks_first_at ON chunks (first_at);

CREATE INDEX chunks_second ON chunks (last_second, first_second);

CREATE TABLE totals (
    calls INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
