-- +goose Up

-- A store of a store Mini Program, or of the store plug-in before it. position is its
-- place in the list of the first, old_position in that of the second; -1 in one that
-- it is not in. pictures and new_pictures are JSON arrays of addresses, qualifications
-- one of hashes in hex.
CREATE TABLE shops (
    app_id          TEXT NOT NULL,
    poi_id          TEXT NOT NULL,
    map_poi_id      TEXT NOT NULL,
    name            TEXT NOT NULL,
    province        TEXT NOT NULL,
    city            TEXT NOT NULL,
    district        TEXT NOT NULL,
    address         TEXT NOT NULL,
    longitude       REAL NOT NULL,
    latitude        REAL NOT NULL,
    category        TEXT NOT NULL,
    pictures        TEXT NOT NULL,
    new_pictures    TEXT NOT NULL,
    phone           TEXT NOT NULL,
    hour            TEXT NOT NULL,
    credential      TEXT NOT NULL,
    company_name    TEXT NOT NULL,
    qualifications  TEXT NOT NULL,
    card_id         TEXT NOT NULL,
    status          INTEGER NOT NULL,
    reason          TEXT NOT NULL,
    audit_id        INTEGER NOT NULL,
    position        INTEGER NOT NULL,
    old_position    INTEGER NOT NULL,
    upgrade         INTEGER NOT NULL,
    upgrade_comment TEXT NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    PRIMARY KEY (app_id, poi_id)
) STRICT, WITHOUT ROWID;

-- Which store is at a place on the map, of all accounts.
CREATE TABLE shop_places (
    map_poi_id TEXT NOT NULL,
    app_id     TEXT NOT NULL,
    poi_id     TEXT NOT NULL,
    PRIMARY KEY (map_poi_id)
) STRICT, WITHOUT ROWID;

-- The lists, whose positions have no gaps, so that a page is found by its offset.
CREATE TABLE shop_positions (
    app_id   TEXT NOT NULL,
    list     TEXT NOT NULL,
    position INTEGER NOT NULL,
    poi_id   TEXT NOT NULL,
    PRIMARY KEY (app_id, list, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE shop_counts (
    app_id      TEXT NOT NULL,
    listed      INTEGER NOT NULL,
    old         INTEGER NOT NULL,
    unmigrated  INTEGER NOT NULL,
    next_poi_id INTEGER NOT NULL,
    end_poi_id  INTEGER NOT NULL,
    PRIMARY KEY (app_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cards (
    app_id          TEXT NOT NULL,
    card_id         TEXT NOT NULL,
    type            TEXT NOT NULL,
    use_custom_code INTEGER NOT NULL,
    PRIMARY KEY (app_id, card_id)
) STRICT, WITHOUT ROWID;
