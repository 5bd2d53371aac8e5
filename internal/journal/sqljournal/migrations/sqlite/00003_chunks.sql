-- +goose Up

-- A chunk holds many calls in one row, in the order in which they came. The
-- calls that were kept a row each are dropped: no release wrote them.
DROP TABLE calls;

-- Seconds are those that the rids of a chunk's calls begin with, times are Unix
-- milliseconds, both the least and the greatest. raw is how many bytes the calls
-- have before they are compressed, bytes about what they take on the disk. The
-- summary says which calls cannot be among them. The body comes last: what goes
-- through many rows need not read it.
--
-- A number is never given again: what was read of a chunk by its number is of
-- that chunk or of none.
CREATE TABLE chunks (
    seq          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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

-- An index ends in seq by itself.
CREATE INDEX chunks_second ON chunks (last_second, first_second);
CREATE INDEX chunks_first_at ON chunks (first_at);

UPDATE totals SET calls = 0, bytes = 0;
