-- +goose Up

-- Whether answers to an account have longitude and latitude as strings, and the options
-- of an account that platforms may set.
ALTER TABLE accounts ADD COLUMN text_coordinates INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE accounts ADD COLUMN location_report INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN voice_recognize INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN customer_service INTEGER NOT NULL DEFAULT 0;
