package shop

import (
	"regexp"
	"strings"
	"unicode/utf8"

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
	case s.Latitude < -90 || s.Latitude > 90 || s.Longitude < -180 || s.Longitude > 180:
		return store.Mistakef("there is no latitude %g with a longitude %g", s.Latitude, s.Longitude)
	}
	texts := []string{
		s.MapPoiID, s.Name, s.Province, s.City, s.District, s.Address, s.Category, s.Phone, s.Hour, s.Licence, s.CompanyName, s.CardID, s.Reason, s.UpgradeComment,
	}
	for _, text := range append(texts, s.Pictures...) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return store.Mistakef("a text is not UTF-8, or holds U+0000")
		}
	}
	return nil
}

// Declare adds a store that a seed has, if the account has none of its id and none at
// its place, and reports whether it did. Old puts it into the plug-in's list, and not
// into that of the store Mini Program unless it is migrated. One that is under review has
// a review, which the operator decides.
func Declare(tx store.Tx, s store.Shop, old bool) (added bool, err error) {
	if err := Check(s); err != nil {
		return false, err
	}
	if s.PoiID != "" {
		if _, there, err := found(tx.Shop(s.AppID, s.PoiID)); there || err != nil {
			return false, err
		}
	}
	if s.MapPoiID != "" {
		if _, taken, err := found(tx.ShopPlace(s.MapPoiID)); taken || err != nil {
			return false, err
		}
	}
	if s, err = declare(tx, s, old); err != nil || s.Status != store.ShopReviewing {
		return err == nil, err
	}
	s.AuditID, err = openReview(tx, s, s.CreatedAt)
	tx.PutShop(s)
	return err == nil, err
}

// declare adds a store and returns it as it was added.
func declare(tx store.Tx, s store.Shop, old bool) (store.Shop, error) {
	counts, err := tx.ShopCounts(s.AppID)
	if err != nil {
		return s, err
	}
	if s.PoiID == "" {
		if s.PoiID, err = nextPoiID(tx, &counts); err != nil {
			return s, err
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
		claim(tx, s)
	}
	tx.PutShopCounts(counts)
	tx.AddShop(s)
	return s, nil
}

// claim notes which store is at a place.
func claim(tx store.Tx, s store.Shop) {
	tx.PutShopPlace(store.ShopPlace{MapPoiID: s.MapPoiID, AppID: s.AppID, PoiID: s.PoiID})
}
