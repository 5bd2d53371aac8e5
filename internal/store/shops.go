package store

import (
	"context"
	"time"
)

// ShopStatus says how far the review of a store is, as on the wire.
type ShopStatus int

// The states of a store.
const (
	ShopPassed    ShopStatus = 1
	ShopReviewing ShopStatus = 2
	ShopFailed    ShopStatus = 3
)

// UpgradeStatus says how far a store of the old store plug-in is on its way into the
// store Mini Program, as on the wire.
type UpgradeStatus int

// The states of an upgrade.
const (
	UpgradeWaiting   UpgradeStatus = 0
	UpgradeFailed    UpgradeStatus = 1
	UpgradeMigrating UpgradeStatus = 2
	UpgradeDone      UpgradeStatus = 3
	// UpgradeBarred is a store that cannot be migrated, only deleted.
	UpgradeBarred UpgradeStatus = 4
)

// NoPosition is the position of a store in a list that it is not in.
const NoPosition = -1

// Shop is a store (门店) of a store Mini Program, or of the store plug-in that was
// before it.
type Shop struct {
	AppID string
	// PoiID is a number of 9 digits.
	PoiID string
	// MapPoiID is the place on the map that the store is at; what follows, up to
	// Category, was copied from it.
	MapPoiID                          string
	Name                              string
	Province, City, District, Address string
	Longitude, Latitude               float64
	// Category is "一级:二级".
	Category string
	// Pictures are addresses. NewPictures take their place when they have passed
	// their review.
	Pictures, NewPictures []string
	Phone, Hour           string
	// Licence is its number. CompanyName is "" where the principal
	// is the account's; otherwise Qualifications are the blobs, in hex, of its papers.
	Licence, CompanyName string
	Qualifications       []string
	CardID               string
	Status               ShopStatus
	// Reason is why the review has failed.
	Reason string
	// AuditID is the review under way, of the store or of NewPictures; 0 if none is.
	AuditID int64
	// Position is the store's place in the list of the store Mini Program, OldPosition
	// in that of the plug-in; NoPosition in one that it is not in.
	Position, OldPosition int64
	// Upgrade and UpgradeComment are of a store of the plug-in.
	Upgrade        UpgradeStatus
	UpgradeComment string
	// Version counts the writes of the store, from 1 on.
	Version              int64
	CreatedAt, UpdatedAt time.Time
}

// Old reports whether the store is one of the plug-in.
func (s Shop) Old() bool { return s.OldPosition != NoPosition }

// ShopPlace says whose store is at a place on the map.
type ShopPlace struct{ MapPoiID, AppID, PoiID string }

// ShopPosition says which store of an account has a position in a list. Positions
// are 0, 1, 2 and so on without a gap, so that a page is found by its offset.
type ShopPosition struct {
	AppID    string
	List     ShopList
	Position int64
	PoiID    string
}

// ShopList names a list of an account's stores.
type ShopList string

// The lists.
const (
	// ListedShops are those of the store Mini Program, OldShops those of the plug-in.
	ListedShops ShopList = "shops"
	OldShops    ShopList = "old"
)

// ShopCounts counts the stores of an account.
type ShopCounts struct {
	AppID string
	// Listed and Old are the lengths of the lists.
	Listed, Old int64
	// Unmigrated is how many of the plug-in's are not migrated.
	Unmigrated int64
	// NextPoiID is the id of the next store. Those up to EndPoiID, without it, are
	// the account's.
	NextPoiID, EndPoiID int64
}

// Card is a card (卡券) that a store can offer.
type Card struct {
	AppID, CardID string
	// Type is, for example, MEMBER_CARD.
	Type string
	// UseCustomCode bars a card from stores.
	UseCustomCode bool
}

// Shops is the port for stores.
type Shops interface {
	// Shop returns a store, or ErrNotFound.
	Shop(ctx context.Context, appID, poiID string) (Shop, error)
	// Shops returns up to limit stores of a list, from the position offset on.
	Shops(ctx context.Context, appID string, list ShopList, offset int64, limit int) ([]Shop, error)
	// ShopsOf returns up to limit stores of a poi_id, of any accounts.
	ShopsOf(ctx context.Context, poiID string, limit int) ([]Shop, error)
	// ShopCounts returns the counts of an account, zero where it never had a store.
	ShopCounts(ctx context.Context, appID string) (ShopCounts, error)
	// Card returns a card, or ErrNotFound.
	Card(ctx context.Context, appID, cardID string) (Card, error)
	// Cards returns up to limit cards of an account with an id after a given one, in
	// the order of ids.
	Cards(ctx context.Context, appID, after string, limit int) ([]Card, error)
}
