-- +goose Up

-- A store of a store Mini Program, or of the store plug-in before it. position is its
-- place in the list of the first, old_position in that of the second; -1 in one that
-- it is not in. pictures and new_pictures are JSON arrays of addresses, qualifications
-- one of hashes in hex.
CREATE TABLE shops (
    app_id          TEXT COLLATE "C" NOT NULL,
    poi_id          TEXT COLLATE "C" NOT NULL,
    map_poi_id      TEXT COLLATE "C" NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    province        TEXT COLLATE "C" NOT NULL,
    city            TEXT COLLATE "C" NOT NULL,
    district        TEXT COLLATE "C" NOT NULL,
    address         TEXT COLLATE "C" NOT NULL,
    longitude       DOUBLE PRECISION NOT NULL,
    latitude        DOUBLE PRECISION NOT NULL,
    category        TEXT COLLATE "C" NOT NULL,
    pictures        TEXT COLLATE "C" NOT NULL,
    new_pictures    TEXT COLLATE "C" NOT NULL,
    phone           TEXT COLLATE "C" NOT NULL,
    hour            TEXT COLLATE "C" NOT NULL,
    credential      TEXT COLLATE "C" NOT NULL,
    company_name    TEXT COLLATE "C" NOT NULL,
    qualifications  TEXT COLLATE "C" NOT NULL,
    card_id         TEXT COLLATE "C" NOT NULL,
    status          BIGINT NOT NULL,
    reason          TEXT COLLATE "C" NOT NULL,
    audit_id        BIGINT NOT NULL,
    position        BIGINT NOT NULL,
    old_position    BIGINT NOT NULL,
    upgrade         BIGINT NOT NULL,
    upgrade_comment TEXT COLLATE "C" NOT NULL,
    version         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (app_id, poi_id)
);

-- Which store is at a place on the map, of all accounts.
CREATE TABLE shop_places (
    map_poi_id TEXT COLLATE "C" NOT NULL,
    app_id     TEXT COLLATE "C" NOT NULL,
    poi_id     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (map_poi_id)
);

-- The lists, whose positions have no gaps, so that a page is found by its offset.
CREATE TABLE shop_positions (
    app_id   TEXT COLLATE "C" NOT NULL,
    list     TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    poi_id   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (app_id, list, position)
);

CREATE TABLE shop_counts (
    app_id      TEXT COLLATE "C" NOT NULL,
    listed      BIGINT NOT NULL,
    old         BIGINT NOT NULL,
    unmigrated  BIGINT NOT NULL,
    next_poi_id BIGINT NOT NULL,
    end_poi_id  BIGINT NOT NULL,
    PRIMARY KEY (app_id)
);

CREATE TABLE cards (
    app_id          TEXT COLLATE "C" NOT NULL,
    card_id         TEXT COLLATE "C" NOT NULL,
    type            TEXT COLLATE "C" NOT NULL,
    use_custom_code BOOLEAN NOT NULL,
    PRIMARY KEY (app_id, card_id)
);
