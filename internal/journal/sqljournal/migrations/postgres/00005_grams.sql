-- +goose Up

-- kinds has a bit for each kind of call in a chunk, grams say which texts cannot be in
-- its calls; -1 and nothing are those of older chunks, which may hold all.
ALTER TABLE chunks ADD COLUMN kinds BIGINT NOT NULL DEFAULT -1;
ALTER TABLE chunks ADD COLUMN grams BYTEA NOT NULL DEFAULT '';

-- Filters of bits do not get shorter.
ALTER TABLE chunks ALTER COLUMN grams SET STORAGE EXTERNAL;
