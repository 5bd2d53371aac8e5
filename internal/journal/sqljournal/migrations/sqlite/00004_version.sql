-- +goose Up

-- version is how many times the calls of a chunk were replaced by others: number
-- and version together name what is in it. The table is made again because the
-- body has to come last.
ALTER TABLE chunks RENAME TO unversioned;
DROP INDEX chunks_second;
DROP INDEX chunks_first_at;

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
    summary      BLOB    NOT NULL,
    body         BLOB    NOT NULL
) STRICT;

INSERT INTO chunks (seq, first_second, last_second, first_at, last_at, calls, raw, bytes, summary, body)
    SELECT seq, first_second, last_second, first_at, last_at, calls, raw, bytes, summary, body FROM unversioned ORDER BY seq;

DROP TABLE unversioned;

-- An index ends in seq by itself.
CREATE INDEX chunks_second ON chunks (last_second, first_second);
CREATE INDEX chunks_first_at ON chunks (first_at);
