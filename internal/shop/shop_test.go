package shop

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/weixin"
)

var noon = time.Date(2026, 3, 31, 4, 0, 0, 0, time.UTC)

func openStore(t testing.TB) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	write(t, s, func(tx store.Tx) error {
		tx.PutAccount(store.Account{AppID: "wx1"})
		tx.PutMerchant(store.Merchant{AppID: "wx1", State: store.MerchantApproved})
		return nil
	})
	return s
}

func write(t testing.TB, s *sqlstore.Store, f func(store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), []store.Key{store.AccountKey("wx1")}, f); err != nil {
		t.Fatal(err)
	}
}

// ids are the ids of a list, read by pages of a size, and what its count says.
func ids(t *testing.T, s *sqlstore.Store, list store.ShopList, size int) []string {
	t.Helper()
	var all []string
	for {
		shops, err := s.Shops(t.Context(), "wx1", list, int64(len(all)), size)
		if err != nil {
			t.Fatal(err)
		}
		if len(shops) == 0 {
			return all
		}
		for _, one := range shops {
			all = append(all, one.PoiID)
		}
	}
}

// TestListsHaveNoGaps adds and deletes stores at random: at any time the lists hold
// those that are there, each once, and the counts are theirs.
func TestListsHaveNoGaps(t *testing.T) {
	s := openStore(t)
	m := &Module{Store: s}
	random := rand.New(rand.NewPCG(1, 2))
	there := map[store.ShopList][]string{}
	for i := range 300 {
		if all := slices.Concat(there[store.ListedShops], there[store.OldShops]); random.IntN(3) == 0 && len(all) > 0 {
			poiID := all[random.IntN(len(all))]
			write(t, s, func(tx store.Tx) error {
				one, err := tx.Shop("wx1", poiID)
				if err != nil {
					return err
				}
				counts, err := tx.ShopCounts("wx1")
				if err != nil {
					return err
				}
				return drop(tx, one, &counts)
			})
			for list := range there {
				there[list] = slices.DeleteFunc(there[list], func(id string) bool { return id == poiID })
			}
		} else {
			old, upgrade := random.IntN(2) == 0, store.UpgradeStatus(random.IntN(5))
			poiID := fmt.Sprint(200_000_000 + i)
			write(t, s, func(tx store.Tx) error {
				_, err := Declare(tx, store.Shop{AppID: "wx1", PoiID: poiID, MapPoiID: fmt.Sprint(i), Status: store.ShopPassed, Upgrade: upgrade}, old)
				return err
			})
			if old {
				there[store.OldShops] = append(there[store.OldShops], poiID)
			}
			if !old || upgrade == store.UpgradeDone {
				there[store.ListedShops] = append(there[store.ListedShops], poiID)
			}
		}
		counts, err := m.Store.ShopCounts(t.Context(), "wx1")
		if err != nil || counts.Listed != int64(len(there[store.ListedShops])) || counts.Old != int64(len(there[store.OldShops])) || counts.Unmigrated < 0 {
			t.Fatalf("after %d changes: %+v, %v", i, counts, err)
		}
		if i%10 != 0 {
			continue
		}
		for list, want := range there {
			got := ids(t, s, list, 7)
			slices.Sort(got)
			want = slices.Sorted(slices.Values(want))
			if !slices.Equal(got, want) {
				t.Fatalf("after %d changes list %s is %v, want %v", i, list, got, want)
			}
		}
	}
}

// TestPoiIDs gives ids to two accounts by turns, past the hundred that each gets.
func TestPoiIDs(t *testing.T) {
	s := openStore(t)
	seen := map[string]bool{}
	for i := range 250 {
		for _, appID := range []string{"wx1", "wx2"} {
			write(t, s, func(tx store.Tx) error {
				counts, err := tx.ShopCounts(appID)
				if err != nil {
					return err
				}
				id, err := nextPoiID(tx, &counts)
				if seen[id] || !poiID.MatchString(id) {
					t.Fatalf("id %d of %s is %q", i, appID, id)
				}
				seen[id] = true
				tx.PutShopCounts(counts)
				return err
			})
		}
	}
}

// fakes stand in for the modules that the rules ask.
type fakes struct {
	place Place
	// anywhere makes each id that of a place.
	anywhere bool
	events   []weixin.AccountEvent
}

func (f *fakes) Place(_ context.Context, _, mapPoiID string) (Place, error) {
	if mapPoiID != f.place.MapPoiID && !f.anywhere {
		return Place{}, store.ErrNotFound
	}
	return f.place, nil
}

func (f *fakes) Submit(tx store.Tx, r store.Review, at time.Time) (store.Review, error) {
	reviewer, err := tx.Reviewer(r.AppID)
	if err != nil {
		return r, err
	}
	r.AuditID, r.State, r.SubmittedAt = reviewer.Next(), store.ReviewReviewing, at
	tx.PutReviewer(reviewer)
	tx.AddReview(r)
	return r, nil
}

func (f *fakes) Notify(_ store.Tx, _ string, event weixin.AccountEvent) error {
	f.events = append(f.events, event)
	return nil
}

// TestAddedStore adds a store at a place of the map, and has its review end.
func TestAddedStore(t *testing.T) {
	for _, c := range []struct {
		state     store.ReviewState
		want      store.ShopStatus
		asSeen    bool
		isUpgrade weixin.MaybeEmpty
	}{
		{store.ReviewPassed, store.ShopPassed, false, 0}, {store.ReviewFailed, store.ShopFailed, false, 0},
		{store.ReviewPassed, store.ShopPassed, true, weixin.EmptyNumber},
	} {
		s := openStore(t)
		f := &fakes{place: Place{MapPoiID: "2708071440732747189", Name: "饺子馆", City: "广州市", Longitude: 113.3}}
		m := &Module{Store: s, Places: f, Reviews: f, Messages: f, AsSeen: c.asSeen}
		var review store.Review
		write(t, s, func(tx store.Tx) (err error) {
			review, err = m.keepAdded(tx, addition{place: f.place, placeKnown: true, shop: store.Shop{
				AppID: "wx1", MapPoiID: f.place.MapPoiID, Status: store.ShopReviewing, Position: store.NoPosition, OldPosition: store.NoPosition, Version: 1,
			}})
			return err
		})
		one, err := s.Shop(t.Context(), "wx1", review.Subject)
		if err != nil || one.Status != store.ShopReviewing || one.Name != "饺子馆" || one.AuditID != review.AuditID || one.Position != 0 {
			t.Fatalf("a store that was added: %+v, %v", one, err)
		}
		review.State, review.Reason = c.state, "不清楚"
		write(t, s, func(tx store.Tx) error { return m.Outcome(tx, review, noon) })
		one, err = s.Shop(t.Context(), "wx1", review.Subject)
		body := weixin.AddStoreAuditBody{AuditID: review.AuditID, Status: int(c.want), Reason: "不清楚", IsUpgrade: c.isUpgrade, PoiID: review.Subject}
		if err != nil || one.Status != c.want || one.AuditID != 0 || len(f.events) != 1 || f.events[0].Body != body {
			t.Errorf("%s: %+v, %v, events %+v", c.state, one, err, f.events)
		}
	}
}
