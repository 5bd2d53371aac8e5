package shop

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// The methods here are the operator's: no call is made, no event is queued.

// Add adds a store that is as an operator says, and returns it. Old puts it into the
// plug-in's list. One that is under review has a review, which the operator decides.
// Add returns store.ErrNotFound for an unknown account.
func (m *Module) Add(ctx context.Context, s store.Shop, old bool, at time.Time) (after store.Shop, err error) {
	if err := Check(s); err != nil {
		return s, err
	}
	if !old && s.Upgrade != store.UpgradeWaiting {
		return s, notOld(s)
	}
	s.CreatedAt, s.UpdatedAt = at, at
	err = m.Store.Write(ctx, keys(s.AppID, s.PoiID, store.ShopPlaceKey(s.MapPoiID)), func(tx store.Tx) error {
		if _, err := tx.Account(s.AppID); err != nil {
			return fmt.Errorf("account %s: %w", s.AppID, err)
		}
		if s.PoiID != "" {
			switch _, there, err := found(tx.Shop(s.AppID, s.PoiID)); {
			case err != nil:
				return err
			case there:
				return store.Mistakef("there is a store %s already", s.PoiID)
			}
		}
		if err := unclaimed(tx, s); err != nil {
			return err
		}
		var err error
		if after, err = declare(tx, s, old); err != nil || after.Status != store.ShopReviewing {
			return err
		}
		after.AuditID, err = openReview(tx, after, at)
		tx.PutShop(after)
		return err
	})
	return after, err
}

// Put gives a store what an operator says of it, and returns it. version is what was
// seen of it: if it is another by now, nothing is changed and Put returns
// store.ErrConflict; store.ErrNotFound for an unknown store.
func (m *Module) Put(ctx context.Context, s store.Shop, version string, at time.Time) (after store.Shop, err error) {
	if err := Check(s); err != nil {
		return s, err
	}
	var seen store.Shop
	if seen, err = m.Store.Shop(ctx, s.AppID, s.PoiID); err != nil {
		return s, err
	}
	places := []store.Key{store.ShopPlaceKey(s.MapPoiID), store.ShopPlaceKey(seen.MapPoiID)}
	err = m.Store.Write(ctx, keys(s.AppID, s.PoiID, places...), func(tx store.Tx) error {
		before, err := tx.Shop(s.AppID, s.PoiID)
		if err != nil {
			return err
		}
		after = edited(before, s)
		if !store.Replaces(version, before.ShownVersion(), after.ShownVersion()) {
			return fmt.Errorf("store %s: %w", s.PoiID, store.ErrConflict)
		}
		if before.ShownVersion() == after.ShownVersion() {
			return nil
		}
		after.Version, after.UpdatedAt = before.Version+1, at
		return m.keepEdited(tx, before, &after, at)
	})
	return after, err
}

// edited is a store with what an operator may say of it.
func edited(before, s store.Shop) store.Shop {
	after := s
	after.NewPictures, after.Qualifications, after.AuditID = before.NewPictures, before.Qualifications, before.AuditID
	after.Position, after.OldPosition, after.Version = before.Position, before.OldPosition, before.Version
	after.CreatedAt, after.UpdatedAt = before.CreatedAt, before.UpdatedAt
	return after
}

// keepEdited is the rule of an operator's edit, and puts what it decides.
func (m *Module) keepEdited(tx store.Tx, before store.Shop, after *store.Shop, at time.Time) error {
	if before.AuditID != 0 && (after.Status != before.Status || !slices.Equal(after.Pictures, before.Pictures)) {
		return store.Mistakef("store %s is under review %d: decide that before you change its status or its pictures", after.PoiID, before.AuditID)
	}
	if !before.Old() && after.Upgrade != before.Upgrade {
		return notOld(*after)
	}
	if after.MapPoiID != before.MapPoiID {
		if err := unclaimed(tx, *after); err != nil {
			return err
		}
		if err := freePlace(tx, before); err != nil {
			return err
		}
		claim(tx, *after)
	}
	if after.Upgrade != before.Upgrade {
		counts, err := tx.ShopCounts(after.AppID)
		if err != nil {
			return err
		}
		if before.Upgrade == store.UpgradeDone {
			counts.Unmigrated++
		} else if after.Upgrade == store.UpgradeDone {
			counts.Unmigrated--
			if after.Position == store.NoPosition {
				enter(tx, after, &counts, store.ListedShops)
			}
		}
		tx.PutShopCounts(counts)
	}
	if after.Status != before.Status && after.Status == store.ShopReviewing {
		var err error
		if after.AuditID, err = openReview(tx, *after, at); err != nil {
			return err
		}
	}
	tx.PutShop(*after)
	return nil
}

// Drop deletes a store from every list that it is in, or returns store.ErrNotFound.
// version is what was seen of it, "" for whatever is there: if it is another by now,
// nothing is deleted and Drop returns store.ErrConflict.
func (m *Module) Drop(ctx context.Context, appID, poiID, version string) error {
	return m.Store.Write(ctx, keys(appID, poiID), func(tx store.Tx) error {
		s, err := tx.Shop(appID, poiID)
		if err != nil {
			return err
		}
		if !store.Unchanged(version, s.ShownVersion()) {
			return fmt.Errorf("store %s: %w", poiID, store.ErrConflict)
		}
		counts, err := tx.ShopCounts(appID)
		if err != nil {
			return err
		}
		return drop(tx, s, &counts)
	})
}

// AddCard adds a card to an account, or returns store.ErrNotFound for an unknown one.
func (m *Module) AddCard(ctx context.Context, c store.Card) error {
	if err := checkCard(c); err != nil {
		return err
	}
	return m.Store.Write(ctx, []store.Key{store.AccountKey(c.AppID), store.CardKey(c.AppID, c.CardID)}, func(tx store.Tx) error {
		if _, err := tx.Account(c.AppID); err != nil {
			return fmt.Errorf("account %s: %w", c.AppID, err)
		}
		switch there, ok, err := found(tx.Card(c.AppID, c.CardID)); {
		case err != nil:
			return err
		case ok && there != c:
			return store.Mistakef("there is a card %s already", c.CardID)
		}
		tx.PutCard(c)
		return nil
	})
}

// PutCard changes a card, or returns store.ErrNotFound. version is what was seen of it: if
// it is another by now, nothing is changed and PutCard returns store.ErrConflict.
func (m *Module) PutCard(ctx context.Context, c store.Card, version string) error {
	if err := checkCard(c); err != nil {
		return err
	}
	return m.Store.Write(ctx, []store.Key{store.AccountKey(c.AppID), store.CardKey(c.AppID, c.CardID)}, func(tx store.Tx) error {
		before, err := tx.Card(c.AppID, c.CardID)
		if err == nil && !store.Replaces(version, before.Version(), c.Version()) {
			err = store.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("card %s: %w", c.CardID, err)
		}
		tx.PutCard(c)
		return nil
	})
}

func checkCard(c store.Card) error {
	if c.CardID == "" {
		return store.Mistakef("a card has no card_id")
	}
	return Check(store.Shop{Status: store.ShopPassed, CardID: c.CardID, Name: c.Type})
}

// DropCard deletes a card, or returns store.ErrNotFound. Stores that have it keep its id.
// version is what was seen of it, "" for whatever is there: if it is another by now,
// nothing is deleted and DropCard returns store.ErrConflict.
func (m *Module) DropCard(ctx context.Context, appID, cardID, version string) error {
	return m.Store.Write(ctx, []store.Key{store.AccountKey(appID), store.CardKey(appID, cardID)}, func(tx store.Tx) error {
		c, err := tx.Card(appID, cardID)
		if err == nil && !store.Unchanged(version, c.Version()) {
			err = store.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("card %s: %w", cardID, err)
		}
		tx.DropCard(appID, cardID)
		return nil
	})
}

// unclaimed refuses a place that has another store.
func unclaimed(tx store.Tx, s store.Shop) error {
	if s.MapPoiID == "" {
		return nil
	}
	taken, ok, err := found(tx.ShopPlace(s.MapPoiID))
	if err == nil && ok && (taken.AppID != s.AppID || taken.PoiID != s.PoiID) {
		return store.Mistakef("store %s of %s is at %s", taken.PoiID, taken.AppID, s.MapPoiID)
	}
	return err
}

func notOld(s store.Shop) error {
	return store.Mistakef("store %s is not one of the old plug-in: it has no upgrade_status", s.PoiID)
}

// openReview adds the review of a store, which an operator decides.
func openReview(tx store.Tx, s store.Shop, at time.Time) (auditID int64, err error) {
	reviewer, err := tx.Reviewer(s.AppID)
	if err != nil {
		return 0, err
	}
	r := store.Review{
		AppID: s.AppID, AuditID: reviewer.Next(), Kind: store.ReviewStore, Subject: s.PoiID, Name: s.Name, State: store.ReviewReviewing, SubmittedAt: at,
	}
	tx.PutReviewer(reviewer)
	tx.AddReview(r)
	return r.AuditID, nil
}
