-- +goose Up

-- What operators did at the console. The ids are in the order of time.
CREATE TABLE audit_log (
    id        TEXT COLLATE "C" NOT NULL,
    at        BIGINT NOT NULL,
    operator  TEXT COLLATE "C" NOT NULL,
    address   TEXT COLLATE "C" NOT NULL,
    operation TEXT COLLATE "C" NOT NULL,
    target    TEXT COLLATE "C" NOT NULL,
    version   TEXT COLLATE "C" NOT NULL,
    outcome   TEXT COLLATE "C" NOT NULL,
    reason    TEXT COLLATE "C" NOT NULL,
    rid       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);
