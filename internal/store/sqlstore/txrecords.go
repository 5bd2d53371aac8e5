package sqlstore

import (
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

var _ store.Tx = (*tx)(nil)

func (x *tx) Account(appID string) (store.Account, error) {
	return get(x, declared.accounts, store.AccountKey(appID))
}

func (x *tx) PutAccount(a store.Account) { put(x, declared.accounts, a, false) }

func (x *tx) TokenSeries(appID, kind string) (store.TokenSeries, error) {
	return orZero(store.TokenSeries{AppID: appID, Kind: kind})(get(x, declared.series, store.TokenSeriesKey(appID, kind)))
}

func (x *tx) PutTokenSeries(s store.TokenSeries) { put(x, declared.series, s, false) }

func (x *tx) Token(appID string, hash store.Hash) (store.Token, error) {
	return get(x, declared.tokens, store.TokenKey(appID, hash))
}

func (x *tx) PutToken(t store.Token) { put(x, declared.tokens, t, false) }

func (x *tx) AddToken(t store.Token) { put(x, declared.tokens, t, true) }

func (x *tx) Merchant(appID string) (store.Merchant, error) {
	return get(x, declared.merchants, store.MerchantKey(appID))
}

func (x *tx) PutMerchant(m store.Merchant) { put(x, declared.merchants, m, false) }

func (x *tx) AddChange(c store.Change) {
	r := x.store.unit.records[store.MerchantKey(c.AppID)]
	if r == nil || !r.dirty || r.after.(*store.Merchant).Version != c.Version {
		_ = x.fail(fmt.Errorf("change %d of %s is not that of its merchant", c.Version, c.AppID))
		return
	}
	if added := put(x, declared.changes, c, true); added != nil && !x.sql.Arrays() {
		x.store.unit.append(x, r, added, c.Version)
	}
}

func (x *tx) PutAuditEntry(e store.AuditEntry) { put(x, declared.auditLog, e, false) }

func (x *tx) Component(appID string) (store.Component, error) {
	c, err := get(x, declared.components, store.ComponentKey(appID))
	if err != nil {
		return c, err
	}
	a, err := x.Account(appID)
	c.Name = a.Name
	return c, err
}

func (x *tx) PutComponent(c store.Component) {
	c.Name = "" // it is the account's
	put(x, declared.components, c, false)
}

func (x *tx) Code(component string, hash store.Hash) (store.Code, error) {
	return get(x, declared.codes, store.CodeKey(component, hash))
}

func (x *tx) PutCode(c store.Code) { put(x, declared.codes, c, false) }

func (x *tx) AddCode(c store.Code) { put(x, declared.codes, c, true) }

func (x *tx) Authorization(appID, component string) (store.Authorization, error) {
	return get(x, declared.authorizations, store.AuthorizationKey(appID, component))
}

func (x *tx) PutAuthorization(a store.Authorization) { put(x, declared.authorizations, a, false) }

func (x *tx) AddMedium(m store.Medium) { put(x, declared.media, m, true) }

func (x *tx) Blob(hash store.Hash) (store.RecordedBlob, error) {
	b, err := get(x, declared.blobs, store.BlobKey(hash))
	switch {
	case err != nil || b.RemovingUntil == 0:
		return b, err
	case time.Now().UnixMilli() < b.RemovingUntil:
		return store.RecordedBlob{}, store.ErrRemoving
	}
	return store.RecordedBlob{}, store.ErrNotFound
}

func (x *tx) PutBlob(b store.RecordedBlob) { put(x, declared.blobs, b, false) }

func (x *tx) Used(appID, iface string, span store.Span) (int, error) {
	u, err := orZero(used{})(get(x, declared.used, store.UsedKey(appID, iface, span)))
	return u.used, err
}

func (x *tx) PutUsed(appID, iface string, span store.Span, n int) {
	put(x, declared.used, used{appID, iface, span, n}, false)
}

func (x *tx) Fault(id string) (store.Fault, error) {
	return get(x, declared.faults, store.FaultKey(id))
}

func (x *tx) PutFault(f store.Fault) { put(x, declared.faults, f, false) }

func (x *tx) DropFault(id string) { remove(x, declared.faults, store.FaultKey(id)) }

func (x *tx) Setting(name string) ([]byte, error) {
	s, err := get(x, declared.settings, store.SettingKey(name))
	return s.value, err
}

func (x *tx) PutSetting(name string, value []byte) {
	put(x, declared.settings, setting{name, value}, false)
}

func (x *tx) Application(appID string, auditID int64) (store.Application, error) {
	return get(x, declared.applications, store.ApplicationKey(appID, auditID))
}

func (x *tx) PutApplication(a store.Application) { put(x, declared.applications, a, false) }

func (x *tx) Review(appID string, auditID int64) (store.Review, error) {
	return get(x, declared.reviews, store.ReviewKey(appID, auditID))
}

func (x *tx) PutReview(r store.Review) { put(x, declared.reviews, r, false) }

func (x *tx) AddReview(r store.Review) { put(x, declared.reviews, r, true) }

func (x *tx) Reviewer(appID string) (store.Reviewer, error) {
	return orZero(store.Reviewer{AppID: appID})(get(x, declared.reviewers, store.ReviewerKey(appID)))
}

func (x *tx) PutReviewer(r store.Reviewer) { put(x, declared.reviewers, r, false) }

func (x *tx) Shop(appID, poiID string) (store.Shop, error) {
	return get(x, declared.shops, store.ShopKey(appID, poiID))
}

func (x *tx) PutShop(s store.Shop) { put(x, declared.shops, s, false) }

func (x *tx) AddShop(s store.Shop) { put(x, declared.shops, s, true) }

func (x *tx) DropShop(appID, poiID string) { remove(x, declared.shops, store.ShopKey(appID, poiID)) }

func (x *tx) ShopPlace(mapPoiID string) (store.ShopPlace, error) {
	return get(x, declared.shopPlaces, store.ShopPlaceKey(mapPoiID))
}

func (x *tx) PutShopPlace(p store.ShopPlace) { put(x, declared.shopPlaces, p, false) }

func (x *tx) DropShopPlace(mapPoiID string) {
	remove(x, declared.shopPlaces, store.ShopPlaceKey(mapPoiID))
}

func (x *tx) ShopPosition(appID string, list store.ShopList, position int64) (store.ShopPosition, error) {
	return get(x, declared.shopPositions, store.ShopPositionKey(appID, list, position))
}

func (x *tx) PutShopPosition(p store.ShopPosition) { put(x, declared.shopPositions, p, false) }

func (x *tx) DropShopPosition(appID string, list store.ShopList, position int64) {
	remove(x, declared.shopPositions, store.ShopPositionKey(appID, list, position))
}

func (x *tx) ShopCounts(appID string) (store.ShopCounts, error) {
	return orZero(store.ShopCounts{AppID: appID})(get(x, declared.shopCounts, store.ShopCountsKey(appID)))
}

func (x *tx) PutShopCounts(c store.ShopCounts) { put(x, declared.shopCounts, c, false) }

func (x *tx) Card(appID, cardID string) (store.Card, error) {
	return get(x, declared.cards, store.CardKey(appID, cardID))
}

func (x *tx) PutCard(c store.Card) { put(x, declared.cards, c, false) }

func (x *tx) DropCard(appID, cardID string) { remove(x, declared.cards, store.CardKey(appID, cardID)) }

func (x *tx) Place(id string) (store.Place, error) {
	return get(x, declared.places, store.PlaceKey(id))
}

func (x *tx) PutPlace(p store.Place) { put(x, declared.places, p, false) }

func (x *tx) AddPlace(p store.Place) { put(x, declared.places, p, true) }

func (x *tx) DropPlace(id string) { remove(x, declared.places, store.PlaceKey(id)) }

func (x *tx) AtEnd(f func() error) { x.atEnd = append(x.atEnd, f) }

func (x *tx) Enqueue(d store.Delivery) {
	x.store.unit.deliveries = append(x.store.unit.deliveries, d)
	x.store.note(store.TopicDeliveries, "")
}

// orZero makes a record that is not there the zero one.
func orZero[T any](zero T) func(T, error) (T, error) {
	return func(record T, err error) (T, error) {
		if errors.Is(err, store.ErrNotFound) {
			return zero, nil
		}
		return record, err
	}
}
