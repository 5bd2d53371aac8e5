-- +goose Up

-- kinds has a bit for each kind of call in a chunk, grams say which texts cannot be in
-- its calls; -1 and nothing are those of older chunks, which may hold all. The
-- table is made again because the body has to come last.
ALTER TABLE chunks RENAME TO ungrammed;
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
    kinds        INTEGER NOT NULL DEFAULT -1,
    summary      BLOB    NOT NULL,
    grams        BLOB    NOT NULL DEFAULT x'',
    body         BLOB    NOT NULL
) STRICT;

INSERT INTO chunks (seq, version, first_second, last_second, first_at, last_at, calls, raw, bytes, summary, body)
    SELECT seq, version, first_second, last_second, first_at, last_at, calls, raw, bytes, summary, body FROM ungrammed ORDER BY seq;

DROP TABLE ungrammed;

-- An index ends in seq by itself.
CREATE INDEX chunks_second ON chunks (last_second, first_second);
CREATE INDEX chunks_first_at ON chunks (first_at);
