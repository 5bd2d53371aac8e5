-- +goose Up

-- Places on the map. creator is the app id of the account that has created it, '' if
-- none has; listed says that searches find it.
CREATE TABLE places (
    map_poi_id  TEXT NOT NULL,
    creator     TEXT NOT NULL,
    listed      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    branch      TEXT NOT NULL,
    address     TEXT NOT NULL,
    province    TEXT NOT NULL,
    city        TEXT NOT NULL,
    district    TEXT NOT NULL,
    district_id TEXT NOT NULL,
    lat         REAL NOT NULL,
    lng         REAL NOT NULL,
    telephone   TEXT NOT NULL,
    category    TEXT NOT NULL,
    photo       TEXT NOT NULL,
    PRIMARY KEY (map_poi_id)
) STRICT, WITHOUT ROWID;

-- Searches go through the places of a district.
CREATE INDEX places_district ON places (district_id, map_poi_id);
