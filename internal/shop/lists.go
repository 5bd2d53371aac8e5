package shop

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/wxastore/wxastore/internal/store"
)

// keys are the records of any write about a store of an account.
func keys(appID, poiID string, more ...store.Key) []store.Key {
	all := []store.Key{store.AccountKey(appID), store.MerchantKey(appID), store.ShopCountsKey(appID), store.ReviewerKey(appID)}
	if poiID != "" {
		all = append(all, store.ShopKey(appID, poiID))
	}
	return append(all, more...)
}

// poiIDs is the setting that says from where ids of stores are given to accounts, a
// hundred at a time. It stands for all accounts, so that no two stores have the same id.
const (
	poiIDs       = "poi_ids"
	firstPoiID   = 400_000_001
	idsAtATime   = 100
	biggestPoiID = 999_999_999
)

// CheckSetting says what is wrong with a setting of the module.
func CheckSetting(name string, value []byte) error {
	if name != poiIDs {
		return nil
	}
	_, err := parsePoiIDs(value)
	return err
}

// parsePoiIDs reads from where ids are given.
func parsePoiIDs(value []byte) (int64, error) {
	next, err := strconv.ParseInt(string(value), 10, 64)
	if err == nil && next < firstPoiID {
		err = fmt.Errorf("%d is before the first", next)
	}
	if err != nil {
		return 0, fmt.Errorf("shop: %s: %w", poiIDs, err)
	}
	return next, nil
}

// nextPoiID gives an id that no store has.
//
//fidelity:official addentityshop poi-id | a number of 9 digits, known from the call on | examples of the family
//fidelity:choice addentityshop poi-id | an account's ids come a hundred in a row, from 400000001 on; no two accounts have the same
func nextPoiID(tx store.Tx, counts *store.ShopCounts) (string, error) {
	for {
		if counts.NextPoiID >= counts.EndPoiID {
			kept, ok, err := found(tx.Setting(poiIDs))
			next := int64(firstPoiID)
			if err == nil && ok {
				next, err = parsePoiIDs(kept)
			}
			if err != nil {
				return "", err
			}
			if next+idsAtATime > biggestPoiID {
				return "", errors.New("shop: all ids of stores are given")
			}
			counts.NextPoiID, counts.EndPoiID = next, next+idsAtATime
			tx.PutSetting(poiIDs, strconv.AppendInt(nil, counts.EndPoiID, 10))
		}
		poiID := strconv.FormatInt(counts.NextPoiID, 10)
		counts.NextPoiID++
		if _, taken, err := found(tx.Shop(counts.AppID, poiID)); err != nil || !taken {
			return poiID, err // a seed may have taken it
		}
	}
}

// position is where a store has its place in a list, and length the list's.
func position(s *store.Shop, counts *store.ShopCounts, list store.ShopList) (position, length *int64) {
	if list == store.OldShops {
		return &s.OldPosition, &counts.Old
	}
	return &s.Position, &counts.Listed
}

// enter puts a store at the end of a list.
func enter(tx store.Tx, s *store.Shop, counts *store.ShopCounts, list store.ShopList) {
	at, length := position(s, counts, list)
	*at = *length
	*length++
	tx.PutShopPosition(store.ShopPosition{AppID: s.AppID, List: list, Position: *at, PoiID: s.PoiID})
}

// leave takes a store from a list. The last of the list takes its place, so that
// positions stay without gaps and only two change.
func leave(tx store.Tx, s *store.Shop, counts *store.ShopCounts, list store.ShopList) error {
	at, length := position(s, counts, list)
	hole := *at
	*at = store.NoPosition
	*length--
	if hole != *length {
		last, err := tx.ShopPosition(s.AppID, list, *length)
		if err != nil {
			return fmt.Errorf("shop: position %d of %s: %w", *length, s.AppID, err)
		}
		moved, err := tx.Shop(s.AppID, last.PoiID)
		if err != nil {
			return fmt.Errorf("shop: store %s: %w", last.PoiID, err)
		}
		to, _ := position(&moved, counts, list)
		*to = hole
		tx.PutShop(moved)
		last.Position = hole
		tx.PutShopPosition(last)
	}
	tx.DropShopPosition(s.AppID, list, *length)
	return nil
}

// drop deletes a store with all that leads to it.
func drop(tx store.Tx, s store.Shop, counts *store.ShopCounts) error {
	for _, list := range []store.ShopList{store.ListedShops, store.OldShops} {
		if at, _ := position(&s, counts, list); *at == store.NoPosition {
			continue
		}
		if list == store.OldShops && s.Upgrade != store.UpgradeDone {
			counts.Unmigrated--
		}
		if err := leave(tx, &s, counts, list); err != nil {
			return err
		}
	}
	place, taken, err := found(tx.ShopPlace(s.MapPoiID))
	if err != nil {
		return err
	}
	if taken && place.AppID == s.AppID && place.PoiID == s.PoiID {
		tx.DropShopPlace(s.MapPoiID)
	}
	tx.DropShop(s.AppID, s.PoiID)
	tx.PutShopCounts(*counts)
	return nil
}
