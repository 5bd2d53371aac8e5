package shop

import (
	"context"
	"errors"
	"fmt"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// addition is what a caller asks for, and what is known about it.
type addition struct {
	shop store.Shop
	// place is known if there is one.
	place      Place
	placeKnown bool
	// noPictures and noPapers say what is wrong with them, "" if nothing is.
	noPictures, noPapers string
}

func (m *Module) add(ctx context.Context, call *edge.Call, req weixin.AddStoreRequest) (weixin.AuditResponse, error) {
	appID := call.Caller.AppID
	a := addition{shop: store.Shop{
		AppID: appID, PoiID: string(req.PoiID), MapPoiID: string(req.MapPoiID), Phone: req.ContractPhone, Hour: req.Hour,
		Licence: req.Licence, CompanyName: req.CompanyName, CardID: req.CardID,
		Status: store.ShopReviewing, Version: 1, CreatedAt: call.At, UpdatedAt: call.At,
		Position: store.NoPosition, OldPosition: store.NoPosition,
	}}
	var err error
	switch a.shop.Pictures, err = req.PicList.Addresses(); {
	case err != nil:
		a.noPictures = err.Error()
	case len(a.shop.Pictures) == 0:
		a.noPictures = "its list is empty"
	}
	wanted := keys(appID, a.shop.PoiID, store.ShopPlaceKey(a.shop.MapPoiID))
	for _, id := range req.QualificationList {
		blob, none, err := m.Papers.Picture(ctx, appID, string(id), call.At)
		if err != nil {
			return weixin.AuditResponse{}, fmt.Errorf("shop: %w", err)
		}
		if none != "" {
			a.noPapers = none
			break
		}
		a.shop.Qualifications = append(a.shop.Qualifications, blob.String())
		wanted = append(wanted, store.BlobKey(blob))
	}
	if a.shop.CompanyName != "" && len(req.QualificationList) == 0 {
		a.noPapers = "company_name is another principal's, and qualification_list is empty"
	}
	a.place, a.placeKnown, err = found(m.Places.Place(ctx, appID, a.shop.MapPoiID))
	if err != nil {
		return weixin.AuditResponse{}, fmt.Errorf("shop: place %s: %w", a.shop.MapPoiID, err)
	}
	var answer weixin.AuditResponse
	err = m.Store.Write(ctx, wanted, func(tx store.Tx) error {
		review, err := m.keepAdded(tx, a)
		answer = weixin.AuditResponse{Status: weixin.Success(), Data: weixin.AuditID{AuditID: review.AuditID}}
		return err
	})
	return answer, err
}

// keepAdded is the rule of add_store, and puts what it decides.
//
//fidelity:choice addentityshop order | 85053, 85054 or 65115, 85038 to 85040, -1, 85055, 85056, then 85041 or 85042 by the account's rules
//fidelity:choice addentityshop upgrade | a store of the plug-in can be migrated while its upgrade_status is 0 or 1; its place may be the one that it has
//fidelity:choice addentityshop card | the card is not looked at: the page has no code for it
func (m *Module) keepAdded(tx store.Tx, a addition) (store.Review, error) {
	s := a.shop
	if err := open(tx, s.AppID); err != nil {
		return store.Review{}, err
	}
	counts, err := tx.ShopCounts(s.AppID)
	if err != nil {
		return store.Review{}, err
	}
	var old store.Shop
	if s.PoiID != "" {
		var ok bool
		old, ok, err = found(tx.Shop(s.AppID, s.PoiID))
		switch {
		case err != nil:
			return store.Review{}, err
		case !ok || !old.Old() || old.Upgrade != store.UpgradeWaiting && old.Upgrade != store.UpgradeFailed:
			return store.Review{}, edge.Refuse(weixin.PoiUnknown, "the account has no store %s of the old plug-in that can be migrated", s.PoiID)
		}
		s.OldPosition, s.Position, s.Version, s.CreatedAt = old.OldPosition, old.Position, old.Version+1, old.CreatedAt
	} else if counts.Unmigrated > 0 {
		return store.Review{}, edge.Refuse(weixin.UpgradeFirst, "%d stores of the old plug-in are not migrated", counts.Unmigrated)
	}
	if err := free(tx, s); err != nil {
		return store.Review{}, err
	}
	if !a.placeKnown && old.MapPoiID == s.MapPoiID {
		a.place, a.placeKnown = placeOf(old), true
	}
	switch {
	case a.noPictures != "":
		return store.Review{}, edge.Refuse(weixin.SystemError, "pic_list: %s", a.noPictures)
	case !a.placeKnown:
		return store.Review{}, edge.Refuse(weixin.MapPoiInvalid, "the map has no place %s", s.MapPoiID)
	case a.noPapers != "":
		return store.Review{}, edge.Refuse(weixin.UnusableMedia, "qualification_list: %s", a.noPapers)
	}
	at(&s, a.place)
	if err := refusedByRule(tx, s); err != nil {
		return store.Review{}, err
	}
	for _, text := range s.Qualifications {
		if err := keepPaper(tx, text); err != nil {
			return store.Review{}, err
		}
	}
	if s.PoiID == "" {
		if s.PoiID, err = nextPoiID(tx, &counts); err != nil {
			return store.Review{}, err
		}
	}
	if s.Old() {
		s.Upgrade = store.UpgradeMigrating
		if old.MapPoiID != "" && old.MapPoiID != s.MapPoiID {
			if err := freePlace(tx, old); err != nil {
				return store.Review{}, err
			}
		}
	}
	if s.Position == store.NoPosition {
		enter(tx, &s, &counts, store.ListedShops)
	}
	tx.PutShopPlace(store.ShopPlace{MapPoiID: s.MapPoiID, AppID: s.AppID, PoiID: s.PoiID})
	tx.PutShopCounts(counts)
	review, err := m.Reviews.Submit(tx, store.Review{AppID: s.AppID, Kind: store.ReviewStore, Subject: s.PoiID, Name: s.Name}, s.UpdatedAt)
	s.AuditID = review.AuditID
	tx.PutShop(s)
	return review, err
}

// refusedByRule refuses a store for which a rule of its account has a code.
func refusedByRule(tx store.Tx, s store.Shop) error {
	reviewer, err := tx.Reviewer(s.AppID)
	if err != nil {
		return err
	}
	for _, rule := range reviewer.Rules {
		if rule.Code != 0 && rule.Kind == store.ReviewStore && rule.Fits(store.ReviewStore, s.Name, 0) {
			return edge.Refuse(weixin.Code(rule.Code), "a rule for stores like %q: %s", rule.Like, rule.Reason)
		}
	}
	return nil
}

// free refuses a place that has a store, except that of the store itself.
func free(tx store.Tx, s store.Shop) error {
	taken, ok, err := found(tx.ShopPlace(s.MapPoiID))
	switch {
	case err != nil || !ok || taken.AppID == s.AppID && taken.PoiID == s.PoiID:
		return err
	case taken.AppID != s.AppID:
		return edge.Refuse(weixin.StoreAddedByOthers, "%s has a store at %s", taken.AppID, s.MapPoiID)
	}
	there, err := tx.Shop(taken.AppID, taken.PoiID)
	switch {
	case err != nil:
		return err
	case there.Status == store.ShopPassed:
		return edge.Refuse(weixin.StoreAddedByYourself, "store %s is at %s", there.PoiID, s.MapPoiID)
	}
	return edge.Refuse(weixin.StoreAdded, "store %s at %s is under review, or has failed", there.PoiID, s.MapPoiID)
}

// freePlace frees the place of a store that goes to another.
func freePlace(tx store.Tx, s store.Shop) error {
	place, ok, err := found(tx.ShopPlace(s.MapPoiID))
	if ok && place.AppID == s.AppID && place.PoiID == s.PoiID {
		tx.DropShopPlace(s.MapPoiID)
	}
	return err
}

// keepPaper keeps the blob of a paper for good.
func keepPaper(tx store.Tx, text string) error {
	hash, err := store.ParseHash(text)
	if err != nil {
		return err
	}
	blob, err := tx.Blob(hash)
	if errors.Is(err, store.ErrNotFound) {
		return edge.Refuse(weixin.UnusableMedia, "a paper expired and was collected during the call")
	}
	if err == nil && !blob.Kept {
		blob.Kept = true
		tx.PutBlob(blob)
	}
	return err
}

// at copies a place to a store.
func at(s *store.Shop, p Place) {
	s.Name, s.Province, s.City, s.District, s.Address = p.Name, p.Province, p.City, p.District, p.Address
	s.Longitude, s.Latitude, s.Category = p.Longitude, p.Latitude, p.Category
}

// placeOf is the place that a store was copied from.
func placeOf(s store.Shop) Place {
	return Place{
		MapPoiID: s.MapPoiID, Name: s.Name, Province: s.Province, City: s.City, District: s.District, Address: s.Address,
		Category: s.Category, Longitude: s.Longitude, Latitude: s.Latitude,
	}
}
