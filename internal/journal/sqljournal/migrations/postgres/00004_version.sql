-- +goose Up

-- How many times the calls of a chunk were replaced by others: number and version
-- together name what is in it.
ALTER TABLE chunks ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
