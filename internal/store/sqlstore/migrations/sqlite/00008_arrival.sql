-- +goose Up

-- Changes lie in the order in which they were made, so that a new one is appended:
-- in the order of app id and version each would change a page of its own. A change
-- names the one before it of its merchant, in prev, and in mark the last before it
-- whose version is a multiple of 64, by which a reader gets far back in few steps;
-- 0 is none. The merchant names its last change and its last mark.
ALTER TABLE merchant_changes RENAME TO keyed_changes;

CREATE TABLE merchant_changes (
    seq            INTEGER NOT NULL PRIMARY KEY,
    prev           INTEGER NOT NULL DEFAULT 0,
    mark           INTEGER NOT NULL DEFAULT 0,
    app_id         TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    before_intro   TEXT    NOT NULL,
    after_intro    TEXT    NOT NULL,
    before_headimg BLOB,
    after_headimg  BLOB,
    caller         TEXT    NOT NULL,
    rid            TEXT    NOT NULL,
    changed_at     INTEGER NOT NULL
) STRICT;

INSERT INTO merchant_changes
    SELECT t.seq, coalesce(lag(t.seq) OVER merchant, 0),
        coalesce(max(CASE WHEN t.version % 64 = 0 THEN t.seq END) OVER (merchant ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0),
        t.app_id, t.version, t.before_intro, t.after_intro, t.before_headimg, t.after_headimg, t.caller, t.rid, t.changed_at
    FROM (SELECT row_number() OVER (ORDER BY c.app_id, c.version) AS seq, c.* FROM keyed_changes AS c) AS t
    WINDOW merchant AS (PARTITION BY t.app_id ORDER BY t.version)
    ORDER BY t.seq;

DROP TABLE keyed_changes;

ALTER TABLE merchants ADD COLUMN last_change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE merchants ADD COLUMN last_mark INTEGER NOT NULL DEFAULT 0;

UPDATE merchants AS m SET last_change = c.last_change, last_mark = c.last_mark
    FROM (SELECT app_id, max(seq) AS last_change, coalesce(max(CASE WHEN version % 64 = 0 THEN seq END), 0) AS last_mark
        FROM merchant_changes GROUP BY app_id) AS c
    WHERE c.app_id = m.app_id;
