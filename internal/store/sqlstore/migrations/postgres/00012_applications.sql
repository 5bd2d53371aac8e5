-- +goose Up

-- What accounts applied with for a store Mini Program, one row for each review of
-- one. papers and other_files are JSON arrays of hashes in hex.
CREATE TABLE applications (
    app_id          TEXT COLLATE "C" NOT NULL,
    audit_id        BIGINT NOT NULL,
    first_category  BIGINT NOT NULL,
    second_category BIGINT NOT NULL,
    nickname        TEXT COLLATE "C" NOT NULL,
    intro           TEXT COLLATE "C" NOT NULL,
    headimg         BYTEA,
    org_code        BYTEA,
    papers          TEXT COLLATE "C" NOT NULL,
    other_files     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (app_id, audit_id)
);
