-- +goose Up

-- A doc is what is searched of an account: its own text, and that of its store Mini
-- Program, "" if it has none. A doc that changes gets another number, so that the highest
-- numbers are those that changed last. sum tells it from another.
CREATE TABLE search_docs (
    doc      INTEGER NOT NULL PRIMARY KEY,
    app_id   TEXT    NOT NULL UNIQUE,
    sum      INTEGER NOT NULL,
    state    TEXT    NOT NULL,
    changed  INTEGER NOT NULL,
    account  TEXT    NOT NULL,
    merchant TEXT    NOT NULL
) STRICT;

CREATE INDEX search_docs_changed ON search_docs (changed, doc) WHERE merchant <> '';

-- The grams of the docs, by their numbers, as words.
CREATE VIRTUAL TABLE search_grams USING fts5(grams, content='', contentless_delete=1, detail=none, tokenize='ascii');
