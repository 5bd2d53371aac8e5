-- +goose Up

-- Until when, in Unix milliseconds, a service removes the bytes of a blob; 0 if none does.
ALTER TABLE blobs ADD COLUMN removing_until BIGINT NOT NULL DEFAULT 0;
