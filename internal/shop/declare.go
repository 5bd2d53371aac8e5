package shop

import (
	"context"
	"fmt"
	"regexp"

	"github.com/wxastore/wxastore/internal/store"
)

// poiID is the form of a store's id.
var poiID = regexp.MustCompile(`^[1-9][0-9]{8}$`)

// Check says what is wrong with a store.
func Check(s store.Shop) error {
	switch {
	case s.PoiID != "" && !poiID.MatchString(s.PoiID):
		return store.Mistakef("poi_id %q is not a number of 9 digits", s.PoiID)
	case s.Status < store.ShopPassed || s.Status > store.ShopFailed:
		return store.Mistakef("status %d: use 1, passed, 2, under review, or 3, failed", s.Status)
	case s.Upgrade < store.UpgradeWaiting || s.Upgrade > store.UpgradeBarred:
		return store.Mistakef("upgrade_status %d: use 0 to 4", s.Upgrade)
	}
	return nil
}

// Declare adds a store that a seed has, if the account has none of its id and none at
// its place, and reports whether it did. Old puts it into the plug-in's list, and not
// into that of the store Mini Program unless it is migrated.
func Declare(tx store.Tx, s store.Shop, old bool) (added bool, err error) {
	s, err = declare(tx, s, old)
	return s.PoiID != "", err
}

// Put adds a store to an account's store Mini Program and returns its id. It is as s says,
// whatever a call would be answered.
func (m *Module) Put(ctx context.Context, s store.Shop) (poiID string, err error) {
	err = m.Store.Write(ctx, keys(s.AppID, s.PoiID, store.ShopPlaceKey(s.MapPoiID)), func(tx store.Tx) error {
		if _, err := tx.Account(s.AppID); err != nil {
			return fmt.Errorf("account %s: %w", s.AppID, err)
		}
		added, err := declare(tx, s, false)
		if err == nil && added.PoiID == "" {
			err = fmt.Errorf("there is a store %q, or one at %q: %w", s.PoiID, s.MapPoiID, store.ErrConflict)
		}
		poiID = added.PoiID
		return err
	})
	return poiID, err
}

// declare adds a store and returns it as it was added; the zero one if there is one
// of its id or at its place.
func declare(tx store.Tx, s store.Shop, old bool) (added store.Shop, err error) {
	if err := Check(s); err != nil {
		return store.Shop{}, err
	}
	if s.PoiID != "" {
		if _, there, err := found(tx.Shop(s.AppID, s.PoiID)); there || err != nil {
			return store.Shop{}, err
		}
	}
	if s.MapPoiID != "" {
		if _, taken, err := found(tx.ShopPlace(s.MapPoiID)); taken || err != nil {
			return store.Shop{}, err
		}
	}
	counts, err := tx.ShopCounts(s.AppID)
	if err != nil {
		return store.Shop{}, err
	}
	if s.PoiID == "" {
		if s.PoiID, err = nextPoiID(tx, &counts); err != nil {
			return store.Shop{}, err
		}
	}
	s.Position, s.OldPosition, s.Version = store.NoPosition, store.NoPosition, 1
	if old {
		enter(tx, &s, &counts, store.OldShops)
		if s.Upgrade != store.UpgradeDone {
			counts.Unmigrated++
		}
	}
	if !old || s.Upgrade == store.UpgradeDone {
		enter(tx, &s, &counts, store.ListedShops)
	}
	if s.MapPoiID != "" {
		tx.PutShopPlace(store.ShopPlace{MapPoiID: s.MapPoiID, AppID: s.AppID, PoiID: s.PoiID})
	}
	tx.PutShopCounts(counts)
	tx.AddShop(s)
	return s, nil
}
