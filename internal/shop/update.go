package shop

import (
	"context"
	"slices"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// update is the rule of update_store.
//
//fidelity:choice newupdatepoi order | 85053, 65115, 65118, -1, 40073
//fidelity:official newupdatepoi pictures | the whole set is replaced; pictures that were there already are not reviewed again | older page
//fidelity:choice newupdatepoi pictures | the store keeps its status and shows the old set until the new one has passed
//fidelity:inferred newupdatepoi at-once | phone, hour and card count at once, also where pictures are reviewed | older page: only pictures are reviewed
func (m *Module) update(ctx context.Context, call *edge.Call, req weixin.UpdateStoreRequest) (weixin.UpdateStoreResponse, error) {
	appID, poiID := call.Caller.AppID, string(req.PoiID)
	var answer weixin.UpdateStoreResponse
	err := m.Store.Write(ctx, keys(appID, poiID, store.CardKey(appID, req.CardID)), func(tx store.Tx) error {
		answer = weixin.UpdateStoreResponse{Status: weixin.Success()}
		if err := open(tx, appID); err != nil {
			return err
		}
		s, err := listed(tx, appID, poiID)
		if err != nil {
			return err
		}
		if s.AuditID != 0 || s.Status == store.ShopReviewing {
			return edge.Refuse(weixin.StoreState, "store %s is under review", poiID)
		}
		var pictures []string
		if req.PicList != "" {
			if pictures, err = req.PicList.Addresses(); err != nil {
				return edge.Refuse(weixin.SystemError, "pic_list: %s", err)
			}
		}
		if req.CardID != "" {
			if err := usable(tx, appID, req.CardID); err != nil {
				return err
			}
			s.CardID = req.CardID
		}
		if req.ContractPhone != "" {
			s.Phone = req.ContractPhone
		}
		if req.Hour != "" {
			s.Hour = req.Hour
		}
		s.Version, s.UpdatedAt = s.Version+1, call.At
		isNew := func(address string) bool { return !slices.Contains(s.Pictures, address) }
		switch {
		case slices.ContainsFunc(pictures, isNew):
			s.NewPictures = pictures
			review, err := m.Reviews.Submit(tx, store.Review{AppID: appID, Kind: store.ReviewPictures, Subject: poiID, Name: s.Name}, call.At)
			if err != nil {
				return err
			}
			s.AuditID = review.AuditID
			answer.Data = weixin.UpdateAudit{HasAuditID: 1, AuditID: review.AuditID}
		case len(pictures) > 0:
			s.Pictures = pictures
		}
		tx.PutShop(s)
		return nil
	})
	return answer, err
}

// listed is a store of the store Mini Program.
func listed(tx store.Tx, appID, poiID string) (store.Shop, error) {
	s, ok, err := found(tx.Shop(appID, poiID))
	if err == nil && (!ok || s.Position == store.NoPosition) {
		err = unknown(poiID)
	}
	return s, err
}

// usable refuses a card that a store cannot have.
func usable(tx store.Tx, appID, cardID string) error {
	card, ok, err := found(tx.Card(appID, cardID))
	switch {
	case err != nil:
		return err
	case !ok:
		return edge.Refuse(weixin.InvalidCardID, "the account has no card %s", cardID)
	case card.UseCustomCode:
		return edge.Refuse(weixin.InvalidCardID, "card %s uses custom codes", cardID)
	}
	return nil
}

func (m *Module) remove(ctx context.Context, call *edge.Call, req weixin.StoreRequest) (weixin.Status, error) {
	appID, poiID := call.Caller.AppID, string(req.PoiID)
	err := m.Store.Write(ctx, keys(appID, poiID), func(tx store.Tx) error {
		if err := open(tx, appID); err != nil {
			return err
		}
		s, err := listed(tx, appID, poiID)
		if err != nil {
			return err
		}
		counts, err := tx.ShopCounts(appID)
		if err != nil {
			return err
		}
		return drop(tx, s, &counts)
	})
	return weixin.Success(), err
}

// removeOld deletes a store of the plug-in; one that is migrated, or being so, stays
// one of the store Mini Program.
//
//fidelity:choice delpoi migrated | a store that is in the store Mini Program stays there
func (m *Module) removeOld(ctx context.Context, call *edge.Call, req weixin.StoreRequest) (weixin.Status, error) {
	appID, poiID := call.Caller.AppID, string(req.PoiID)
	err := m.Store.Write(ctx, keys(appID, poiID), func(tx store.Tx) error {
		s, ok, err := found(tx.Shop(appID, poiID))
		if err != nil {
			return err
		}
		if !ok || !s.Old() {
			return unknown(poiID)
		}
		counts, err := tx.ShopCounts(appID)
		if err != nil {
			return err
		}
		if s.Position == store.NoPosition {
			return drop(tx, s, &counts)
		}
		if s.Upgrade != store.UpgradeDone {
			counts.Unmigrated--
		}
		if err := leave(tx, &s, &counts, store.OldShops); err != nil {
			return err
		}
		tx.PutShop(s)
		tx.PutShopCounts(counts)
		return nil
	})
	return weixin.Success(), err
}

func (m *Module) setCard(ctx context.Context, call *edge.Call, req weixin.SetStoreCardRequest) (weixin.Status, error) {
	appID, poiID := call.Caller.AppID, string(req.PoiID)
	err := m.Store.Write(ctx, keys(appID, poiID, store.CardKey(appID, req.CardID)), func(tx store.Tx) error {
		s, err := listed(tx, appID, poiID)
		if err != nil {
			return err
		}
		if err := usable(tx, appID, req.CardID); err != nil {
			return err
		}
		s.CardID, s.Version, s.UpdatedAt = req.CardID, s.Version+1, call.At
		tx.PutShop(s)
		return nil
	})
	return weixin.Success(), err
}
