-- +goose Up

-- A write that finds the list of grams that are not yet sorted in full sorts them all.
-- With a short list that is soon done, on a busy disk, too.
ALTER INDEX search_docs_grams SET (gin_pending_list_limit = 256);
