-- +goose Up

-- Places on the map. creator is the app id of the account that has created it, '' if
-- none has; listed says that searches find it.
CREATE TABLE places (
    map_poi_id  TEXT COLLATE "C" NOT NULL,
    creator     TEXT COLLATE "C" NOT NULL,
    listed      BOOLEAN NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    branch      TEXT COLLATE "C" NOT NULL,
    address     TEXT COLLATE "C" NOT NULL,
    province    TEXT COLLATE "C" NOT NULL,
    city        TEXT COLLATE "C" NOT NULL,
    district    TEXT COLLATE "C" NOT NULL,
    district_id TEXT COLLATE "C" NOT NULL,
    lat         DOUBLE PRECISION NOT NULL,
    lng         DOUBLE PRECISION NOT NULL,
    telephone   TEXT COLLATE "C" NOT NULL,
    category    TEXT COLLATE "C" NOT NULL,
    photo       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (map_poi_id)
);

-- Searches go through the places of a district.
CREATE INDEX places_district ON places (district_id, map_poi_id);
