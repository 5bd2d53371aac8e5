-- +goose Up

-- What accounts applied with for a store Mini Program, one row for each review of
-- one. papers and other_files are JSON arrays of hashes in hex.
CREATE TABLE applications (
    app_id          TEXT NOT NULL,
    audit_id        INTEGER NOT NULL,
    first_category  INTEGER NOT NULL,
    second_category INTEGER NOT NULL,
    nickname        TEXT NOT NULL,
    intro           TEXT NOT NULL,
    headimg         BLOB,
    org_code        BLOB,
    papers          TEXT NOT NULL,
    other_files     TEXT NOT NULL,
    PRIMARY KEY (app_id, audit_id)
) STRICT, WITHOUT ROWID;
