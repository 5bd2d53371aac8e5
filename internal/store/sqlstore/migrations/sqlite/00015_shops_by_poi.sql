-- +goose Up

-- A store is also looked for by its poi_id alone.
CREATE INDEX shops_poi_id ON shops (poi_id, app_id);
