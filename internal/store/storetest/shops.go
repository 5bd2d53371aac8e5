package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseShops(t *testing.T, open opener) {
	t.Run("Records", func(t *testing.T) { shopRecords(t, open(t)) })
	t.Run("Lists", func(t *testing.T) { shopLists(t, open(t)) })
	t.Run("Drops", func(t *testing.T) { droppedRecords(t, open(t)) })
	t.Run("Places", func(t *testing.T) { shopPlaces(t, open(t)) })
	t.Run("Cards", func(t *testing.T) { cards(t, open(t)) })
}

// shop is a store at a position of both lists in which no field is zero except that.
func shop(appID, poiID string, position int64) store.Shop {
	return store.Shop{
		AppID: appID, PoiID: poiID, MapPoiID: "2708071440732" + poiID[3:], Name: "饺子 <&>", Province: "广东省", City: "广州市", District: "海珠区",
		Address: "新港中路123号", Longitude: 113.32375, Latitude: 23.10229, Category: "美食:中餐厅",
		Pictures: []string{"http://mmbiz.qpic.cn/a?b&c"}, NewPictures: []string{"http://mmbiz.qpic.cn/d"}, Phone: "020-1", Hour: "11:11-12:12",
		Licence: "22883878-0", CompanyName: "别的公司", Qualifications: []string{hashOf("licence").String()}, CardID: "pcard",
		Status: store.ShopFailed, Reason: "不清楚", AuditID: 414569513, Position: position, OldPosition: position,
		Upgrade: store.UpgradeMigrating, UpgradeComment: "等等", Version: 3, CreatedAt: kept(noon()), UpdatedAt: kept(noon()),
	}
}

// putShop puts a store with what leads to it, at the end of both lists.
func putShop(tx store.Tx, s store.Shop) {
	tx.AddShop(s)
	tx.PutShopPlace(store.ShopPlace{MapPoiID: s.MapPoiID, AppID: s.AppID, PoiID: s.PoiID})
	for _, list := range []store.ShopList{store.ListedShops, store.OldShops} {
		tx.PutShopPosition(store.ShopPosition{AppID: s.AppID, List: list, Position: s.Position, PoiID: s.PoiID})
	}
	tx.PutShopCounts(store.ShopCounts{AppID: s.AppID, Listed: s.Position + 1, Old: s.Position + 1, Unmigrated: 1, NextPoiID: 472671858, EndPoiID: 472671900})
}

func shopKeys(appID, poiID string) []store.Key {
	return []store.Key{store.AccountKey(appID), store.ShopKey(appID, poiID), store.ShopCountsKey(appID), store.ShopPositionKey(appID, store.ListedShops, 0)}
}

func shopRecords(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	want := shop("wx1", "472671857", 0)
	if err := s.Write(ctx, shopKeys("wx1", "472671857"), func(tx store.Tx) error { putShop(tx, want); return nil }); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Shop(ctx, "wx1", "472671857"); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("Shop: %v\n%s", err, cmp.Diff(want, got))
	}
	if _, err := s.Shop(ctx, "wx2", "472671857"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another account's store: %v, want ErrNotFound", err)
	}
	counts := store.ShopCounts{AppID: "wx1", Listed: 1, Old: 1, Unmigrated: 1, NextPoiID: 472671858, EndPoiID: 472671900}
	if got, err := s.ShopCounts(ctx, "wx1"); err != nil || got != counts {
		t.Errorf("ShopCounts: %+v, %v", got, err)
	}
	if got, err := s.ShopCounts(ctx, "wx2"); err != nil || got != (store.ShopCounts{AppID: "wx2"}) {
		t.Errorf("ShopCounts of none: %+v, %v", got, err)
	}
	if err := s.Write(ctx, shopKeys("wx1", "472671857"), func(tx store.Tx) error { tx.AddShop(want); return nil }); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a store that is there is added: %v, want ErrConflict", err)
	}
	after := want
	after.Pictures, after.NewPictures, after.AuditID, after.Version = nil, nil, 0, 4
	err := s.Write(ctx, shopKeys("wx1", "472671857"), func(tx store.Tx) error {
		if got, err := tx.Shop("wx1", "472671857"); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("a write reads %+v, %v", got, err)
		}
		if got, err := tx.ShopCounts("wx1"); err != nil || got != counts {
			t.Errorf("a write reads the counts %+v, %v", got, err)
		}
		if got, err := tx.ShopPosition("wx1", store.ListedShops, 0); err != nil || got.PoiID != "472671857" {
			t.Errorf("a write reads the position %+v, %v", got, err)
		}
		tx.PutShop(after)
		return nil
	})
	if got, readErr := s.Shop(ctx, "wx1", "472671857"); err != nil || readErr != nil || cmp.Diff(after, got) != "" {
		t.Errorf("Shop: %v, %v\n%s", err, readErr, cmp.Diff(after, got))
	}
}

func shopLists(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	for i := range int64(5) {
		err := s.Write(ctx, nil, func(tx store.Tx) error {
			putShop(tx, shop("wx1", fmt.Sprint(400000005-i), i))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		appID  string
		offset int64
		limit  int
		want   []string
	}{
		{"wx1", 0, 2, []string{"400000005", "400000004"}},
		{"wx1", 3, 10, []string{"400000002", "400000001"}},
		{"wx1", 5, 10, nil},
		{"wx2", 0, 10, nil},
	} {
		for _, list := range []store.ShopList{store.ListedShops, store.OldShops} {
			shops, err := s.Shops(ctx, c.appID, list, c.offset, c.limit)
			var got []string
			for _, shop := range shops {
				got = append(got, shop.PoiID)
			}
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("Shops(%s, %s, %d, %d): %v (-want +got):\n%s", c.appID, list, c.offset, c.limit, err, diff)
			}
		}
	}
}

// droppedRecords deletes records in every order with reads and puts.
func droppedRecords(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	first := shop("wx1", "472671857", 0)
	refused := errors.New("refused")
	read := func(tx store.Tx) error { _, err := tx.Shop("wx1", first.PoiID); return err }
	for _, c := range []struct {
		name  string
		write func(tx store.Tx) error
		err   error
		there bool
	}{
		{"one that is not there", func(tx store.Tx) error { tx.DropShop("wx1", first.PoiID); return nil }, nil, false},
		{"one that the write has added", func(tx store.Tx) error { tx.AddShop(first); tx.DropShop("wx1", first.PoiID); return nil }, nil, false},
		{"is added", func(tx store.Tx) error { tx.AddShop(first); return nil }, nil, true},
		{"refused", func(tx store.Tx) error { tx.DropShop("wx1", first.PoiID); return refused }, refused, true},
		{"read afterwards", func(tx store.Tx) error { tx.DropShop("wx1", first.PoiID); return read(tx) }, store.ErrNotFound, true},
		{"added again, read before", func(tx store.Tx) error {
			err := read(tx)
			tx.DropShop("wx1", first.PoiID)
			tx.AddShop(first)
			return err
		}, nil, true},
		{"dropped", func(tx store.Tx) error { tx.DropShop("wx1", first.PoiID); return nil }, nil, false},
		{"gone", read, store.ErrNotFound, false},
	} {
		if err := s.Write(ctx, shopKeys("wx1", first.PoiID), c.write); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if _, err := s.Shop(ctx, "wx1", first.PoiID); (err == nil) != c.there || err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: then the store: %v, want it there: %t", c.name, err, c.there)
		}
	}
}

// shopPlaces has accounts take one place at the same time, which one gets.
func shopPlaces(t *testing.T, s Writes) {
	ctx := context.Background()
	taken := errors.New("taken")
	var appIDs []string
	for i := range 8 {
		appIDs = append(appIDs, fmt.Sprint("wx", i))
	}
	seed(t, s, appIDs...)
	results := make(chan error)
	for _, appID := range appIDs {
		go func() {
			results <- s.Write(ctx, []store.Key{store.AccountKey(appID), store.ShopPlaceKey("2708071440732747189")}, func(tx store.Tx) error {
				if _, err := tx.ShopPlace("2708071440732747189"); !errors.Is(err, store.ErrNotFound) {
					return errors.Join(taken, err)
				}
				tx.PutShopPlace(store.ShopPlace{MapPoiID: "2708071440732747189", AppID: appID, PoiID: "472671857"})
				return nil
			})
		}()
	}
	got := 0
	for range appIDs {
		if err := <-results; err == nil {
			got++
		} else if !errors.Is(err, taken) {
			t.Error(err)
		}
	}
	if got != 1 {
		t.Errorf("%d accounts got one place", got)
	}
}

func cards(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	all := []store.Card{{AppID: "wx1", CardID: "p1", Type: "MEMBER_CARD"}, {AppID: "wx1", CardID: "p2", Type: "GROUPON", UseCustomCode: true}}
	err := s.Write(ctx, nil, func(tx store.Tx) error {
		for _, c := range append(all, store.Card{AppID: "wx2", CardID: "p3"}) {
			tx.PutCard(c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Cards(ctx, "wx1", "", 10); err != nil || cmp.Diff(all, got) != "" {
		t.Errorf("Cards: %v\n%s", err, cmp.Diff(all, got))
	}
	if got, err := s.Cards(ctx, "wx1", "p1", 10); err != nil || cmp.Diff(all[1:], got) != "" {
		t.Errorf("Cards after the first: %v\n%s", err, cmp.Diff(all[1:], got))
	}
	if got, err := s.Card(ctx, "wx1", "p2"); err != nil || got != all[1] {
		t.Errorf("Card: %+v, %v", got, err)
	}
	err = s.Write(ctx, []store.Key{store.AccountKey("wx1"), store.CardKey("wx1", "p2")}, func(tx store.Tx) error {
		if got, err := tx.Card("wx1", "p2"); err != nil || got != all[1] {
			t.Errorf("a write reads %+v, %v", got, err)
		}
		tx.DropCard("wx1", "p2")
		return nil
	})
	if _, readErr := s.Card(ctx, "wx1", "p2"); err != nil || !errors.Is(readErr, store.ErrNotFound) {
		t.Errorf("a card that was dropped: %v, %v", err, readErr)
	}
}
