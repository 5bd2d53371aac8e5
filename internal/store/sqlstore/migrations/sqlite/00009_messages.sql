-- +goose Up

-- How messages of an account are pushed, and its original id.
ALTER TABLE accounts ADD COLUMN original_id TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN message_token TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN message_aes_key TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN message_previous_aes_key TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN message_mode TEXT NOT NULL DEFAULT 'plain';

-- By what must not come into the journal. Most accounts have none of it.
CREATE INDEX accounts_message_token ON accounts (message_token) WHERE message_token <> '';
CREATE INDEX accounts_message_aes_key ON accounts (message_aes_key) WHERE message_aes_key <> '';
CREATE INDEX accounts_message_previous_aes_key ON accounts (message_previous_aes_key) WHERE message_previous_aes_key <> '';

-- Where messages of a platform's accounts are pushed.
ALTER TABLE components ADD COLUMN message_url TEXT NOT NULL DEFAULT '';
