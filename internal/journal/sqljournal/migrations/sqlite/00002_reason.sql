-- +goose Up

-- Why an event was not taken that was pushed; '' for a call.
ALTER TABLE calls ADD COLUMN reason TEXT NOT NULL DEFAULT '';
