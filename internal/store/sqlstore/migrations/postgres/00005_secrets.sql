-- +goose Up

-- What the journal looks for in calls, so that it keeps no app secret.
CREATE INDEX accounts_secret ON accounts (secret_hash);
