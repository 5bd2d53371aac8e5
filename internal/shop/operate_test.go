package shop

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// silent queues nothing.
type silent struct{}

func (silent) Notify(store.Tx, string, weixin.AccountEvent) error { return nil }

// TestOperate adds, edits and deletes stores as an operator does.
func TestOperate(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	m := &Module{Store: s, Messages: silent{}}
	add := func(one store.Shop, old bool) (store.Shop, error) {
		one.AppID = "wx1"
		if one.Status == 0 {
			one.Status = store.ShopPassed
		}
		return m.Add(t.Context(), one, old, noon)
	}
	must := func(one store.Shop, err error) store.Shop {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return one
	}
	at := must(add(store.Shop{MapPoiID: "7", Name: "n"}, false))
	if at.PoiID == "" || at.Position != 0 || at.Version != 1 || !at.CreatedAt.Equal(noon) {
		t.Errorf("%+v", at)
	}
	old := must(add(store.Shop{PoiID: "300000001"}, true))
	refused := func(what string, err error, says string) {
		t.Helper()
		if _, said := errors.AsType[store.Sentence](err); !said || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", what, err, says)
		}
	}
	for what, c := range map[string]struct {
		shop store.Shop
		says string
	}{
		"its id": {store.Shop{PoiID: at.PoiID}, "there is a store"}, "its place": {store.Shop{MapPoiID: "7"}, "is at 7"}, "no id": {store.Shop{PoiID: "x"}, "not a number of 9"},
		"upgraded": {store.Shop{Upgrade: store.UpgradeDone}, "old plug-in"}, "far": {store.Shop{Latitude: 91}, "no latitude"}, "zero": {store.Shop{Name: "\x00"}, "U+0000"}, "state": {store.Shop{Status: 9}, "status 9"},
	} {
		_, err := add(c.shop, false)
		refused(what, err, c.says)
	}
	if _, err := m.Add(t.Context(), store.Shop{AppID: "wx2", Status: store.ShopPassed}, false, noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("for no account: %v", err)
	}
	counts := func(listed, old, unmigrated int64) {
		t.Helper()
		if c, err := s.ShopCounts(t.Context(), "wx1"); err != nil || c.Listed != listed || c.Old != old || c.Unmigrated != unmigrated {
			t.Errorf("%+v, %v, want %d, %d, %d", c, err, listed, old, unmigrated)
		}
	}
	counts(1, 1, 1)

	// To another place, which frees the one before; a version that is gone changes nothing.
	moved := at
	moved.MapPoiID, moved.Name = "8", "moved"
	before := at.ShownVersion()
	at = must(m.Put(t.Context(), moved, before, noon))
	if at.Version != 2 || at.Name != "moved" {
		t.Errorf("%+v", at)
	}
	if _, err := m.Put(t.Context(), store.Shop{AppID: "wx1", PoiID: at.PoiID, Status: store.ShopPassed}, before, noon); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a version that is gone: %v", err)
	}
	must(add(store.Shop{MapPoiID: "7"}, false))
	_, err := m.Put(t.Context(), func() store.Shop { s := at; s.MapPoiID = "7"; return s }(), store.AnyVersion, noon)
	refused("a place that is taken", err, "is at 7")
	at.Upgrade = store.UpgradeDone
	_, err = m.Put(t.Context(), at, store.AnyVersion, noon)
	refused("an upgrade of one that is not old", err, "old plug-in")

	// Migrated by hand, and back.
	old.Upgrade = store.UpgradeDone
	old = must(m.Put(t.Context(), old, store.AnyVersion, noon))
	counts(3, 1, 0)
	old.Upgrade = store.UpgradeFailed
	old = must(m.Put(t.Context(), old, store.AnyVersion, noon))
	counts(3, 1, 1)

	// Under review, which the operator decides.
	old.Status = store.ShopReviewing
	old = must(m.Put(t.Context(), old, store.AnyVersion, noon))
	r, err := s.Review(t.Context(), "wx1", old.AuditID)
	if err != nil || r.Subject != old.PoiID || r.State != store.ReviewReviewing || !r.DueAt.IsZero() {
		t.Fatalf("%+v, %v", r, err)
	}
	old.Status = store.ShopPassed
	_, err = m.Put(t.Context(), old, store.AnyVersion, noon)
	refused("a status under review", err, "decide that")
	r.State = store.ReviewPassed
	write(t, s, func(tx store.Tx) error { tx.PutReview(r); return m.Outcome(tx, r, noon) })
	if got, err := s.Shop(t.Context(), "wx1", old.PoiID); err != nil || got.Status != store.ShopPassed || got.Upgrade != store.UpgradeDone || got.AuditID != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	counts(3, 1, 0)
	added := must(add(store.Shop{Status: store.ShopReviewing}, false))
	if _, err := s.Review(t.Context(), "wx1", added.AuditID); err != nil {
		t.Errorf("review %d of one that was added: %v", added.AuditID, err)
	}

	for range 2 {
		err = errors.Join(err, m.Drop(t.Context(), "wx1", old.PoiID, ""))
	}
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("deleted twice: %v", err)
	}
	counts(3, 0, 0)
	if list := ids(t, s, store.ListedShops, 10); len(list) != 3 || slices.Contains(list, old.PoiID) {
		t.Error(list)
	}
}

// TestOperateCards adds and deletes cards.
func TestOperateCards(t *testing.T) {
	t.Parallel()
	m := &Module{Store: openStore(t)}
	card := store.Card{AppID: "wx1", CardID: "p1", Type: "MEMBER_CARD"}
	for range 2 {
		if err := m.AddCard(t.Context(), card); err != nil {
			t.Error(err)
		}
	}
	other := card
	other.UseCustomCode = true
	for what, c := range map[string]store.Card{"another of its id": other, "no id": {AppID: "wx1"}, "zero": {AppID: "wx1", CardID: "\x00"}} {
		if err := m.AddCard(t.Context(), c); err == nil {
			t.Errorf("%s: taken", what)
		}
	}
	if err := m.AddCard(t.Context(), store.Card{AppID: "wx2", CardID: "p1"}); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	if err := m.DropCard(t.Context(), "wx1", "p1", ""); err != nil {
		t.Error(err)
	}
	if err := m.DropCard(t.Context(), "wx1", "p1", ""); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
}
