-- +goose Up

-- A doc is what is searched of an account: its own text, and that of its store Mini
-- Program, "" if it has none. A doc that changes gets another number, so that the highest
-- numbers are those that changed last. sum tells it from another.
CREATE TABLE search_docs (
    doc      BIGINT    NOT NULL PRIMARY KEY,
    app_id   TEXT      COLLATE "C" NOT NULL UNIQUE,
    sum      BIGINT    NOT NULL,
    state    TEXT      NOT NULL,
    changed  BIGINT    NOT NULL,
    account  TEXT      NOT NULL,
    merchant TEXT      NOT NULL,
    grams    INTEGER[] NOT NULL
);

CREATE INDEX search_docs_changed ON search_docs (changed, doc) WHERE merchant <> '';
CREATE INDEX search_docs_grams ON search_docs USING gin (grams);
