-- +goose Up

-- From which address a code was used, for whoever comes second with it.
ALTER TABLE component_codes ADD COLUMN used_from TEXT NOT NULL DEFAULT '';
