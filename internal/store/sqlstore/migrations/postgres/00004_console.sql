-- +goose Up

-- What the console's lists are found by: names, and how far merchants are.
-- app_id makes the order of a page one that the next can go on from.
ALTER TABLE merchants ALTER COLUMN nickname TYPE TEXT COLLATE "C";
ALTER TABLE merchants ALTER COLUMN state TYPE TEXT COLLATE "C";

CREATE INDEX accounts_name ON accounts (name, app_id);
CREATE INDEX merchants_nickname ON merchants (nickname, app_id);
CREATE INDEX merchants_state ON merchants (state, app_id);
CREATE INDEX merchants_state_nickname ON merchants (state, nickname, app_id);
