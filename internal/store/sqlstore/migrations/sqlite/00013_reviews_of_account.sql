-- +goose Up

-- The lists of an account go by audit id, which tells the order in which its reviews
-- were put, even where two calls came at the same time: all by the primary key, those
-- of a kind by this.
DROP INDEX reviews_account;
CREATE INDEX reviews_account_kind ON reviews (app_id, kind, audit_id);
