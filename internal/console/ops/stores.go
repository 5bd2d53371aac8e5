package ops

import (
	"context"
	"errors"
	"strconv"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) listStores(ctx context.Context, in api.StoreFilter) (list api.StoreList, err error) {
	if _, err := c.m.Store.Account(ctx, in.AppID); err != nil {
		return list, err
	}
	offset := int64(0)
	if in.After != "" {
		if offset, err = strconv.ParseInt(in.After, 10, 40); err != nil || offset < 0 {
			return list, store.NewBadCursor(in.After)
		}
	}
	counts, err := c.m.Store.ShopCounts(ctx, in.AppID)
	if err != nil {
		return list, err
	}
	name := store.ListedShops
	if list.Total = counts.Listed; in.List == api.OldStores {
		name, list.Total = store.OldShops, counts.Old
	}
	found, err := c.m.Store.Shops(ctx, in.AppID, name, offset, in.Limit)
	if err != nil {
		return list, err
	}
	list.Stores = make([]api.Store, len(found))
	for i, s := range found {
		if list.Stores[i], err = c.toStore(ctx, s); err != nil {
			return list, err
		}
	}
	if end := offset + int64(len(found)); len(found) > 0 && end < list.Total {
		list.Next = strconv.FormatInt(end, 10)
	}
	return list, nil
}

func (c *Console) showStore(ctx context.Context, in api.StoreID) (api.Store, error) {
	s, err := c.m.Store.Shop(ctx, in.AppID, in.PoiID)
	if err != nil {
		return api.Store{}, noStore(err, in)
	}
	return c.toStore(ctx, s)
}

func (c *Console) addStore(ctx context.Context, in api.StoreCreation) (api.Store, error) {
	s, err := c.m.Shops.Add(ctx, fromStore(in.AppID, in.Body.PoiID, in.Body.StoreFields), in.Body.Old, c.m.Clock.Now())
	if err != nil {
		return api.Store{}, err
	}
	return c.toStore(ctx, s)
}

func (c *Console) putStore(ctx context.Context, in api.StoreChange) (api.Store, error) {
	given := fromStore(in.AppID, in.PoiID, in.Body.StoreFields)
	s, err := c.m.Shops.Put(ctx, given, in.Body.Version, c.m.Clock.Now())
	if err != nil && !errors.Is(err, store.ErrConflict) {
		return api.Store{}, noStore(err, in.StoreID)
	}
	shown, failed := c.toStore(ctx, s)
	if failed != nil {
		return api.Store{}, failed
	}
	return shown, outdated(err, store.Mistakef("store %s", in.PoiID), "GET /api/stores/"+in.AppID+"/"+in.PoiID, in.Body.Version, shown,
		func() (api.Store, error) { return c.showStore(ctx, in.StoreID) })
}

func (c *Console) dropStore(ctx context.Context, in api.StoreDrop) (api.None, error) {
	err := noStore(c.m.Shops.Drop(ctx, in.AppID, in.PoiID, in.Version), in.StoreID)
	return api.None{}, dropped(err, store.Mistakef("store %s", in.PoiID), in.Version, func() (api.Store, error) { return c.showStore(ctx, in.StoreID) })
}

func noStore(err error, in api.StoreID) error {
	return orMissing(err, missing("account %s has no store %q", in.AppID, in.PoiID))
}

func (c *Console) toStore(ctx context.Context, s store.Shop) (api.Store, error) {
	hashes, err := c.picturesAt(ctx, s.Pictures)
	if err != nil {
		return api.Store{}, err
	}
	fresh, err := c.picturesAt(ctx, s.NewPictures)
	return api.Store{
		AppID: s.AppID, PoiID: s.PoiID, StoreFields: api.StoreFields{
			MapPoiID: s.MapPoiID, Name: s.Name, Province: s.Province, City: s.City, District: s.District, Address: s.Address,
			Longitude: s.Longitude, Latitude: s.Latitude, Category: s.Category, Pictures: append([]string{}, s.Pictures...), Phone: s.Phone, Hour: s.Hour,
			Licence: s.Licence, CompanyName: s.CompanyName, CardID: s.CardID, Status: int(s.Status), Reason: s.Reason,
			UpgradeStatus: int(s.Upgrade), UpgradeComment: s.UpgradeComment,
		},
		Old: s.Old(), Listed: s.Position != store.NoPosition, AuditID: s.AuditID, NewPictures: append([]string{}, s.NewPictures...),
		PictureHashes: hashes, NewPictureHashes: fresh, Papers: append([]string{}, s.Qualifications...),
		CreatedAt: s.CreatedAt.UTC(), UpdatedAt: s.UpdatedAt.UTC(), Version: s.ShownVersion(),
	}, err
}

// picturesAt are the hashes of the pictures at addresses, "" of those that were not
// uploaded here.
func (c *Console) picturesAt(ctx context.Context, addresses []string) ([]string, error) {
	hashes := make([]string, len(addresses))
	for i, address := range addresses {
		if address == "" {
			continue
		}
		hash, _, err := c.m.Media.PictureAt(ctx, address)
		if err != nil {
			return nil, err
		}
		hashes[i] = hashText(hash)
	}
	return hashes, nil
}

// fromStore is what an operator says of a store. The module checks it.
func fromStore(appID, poiID string, f api.StoreFields) store.Shop {
	if f.Status == 0 {
		f.Status = int(store.ShopPassed)
	}
	return store.Shop{
		AppID: appID, PoiID: poiID, MapPoiID: f.MapPoiID, Name: f.Name, Province: f.Province, City: f.City, District: f.District, Address: f.Address,
		Longitude: f.Longitude, Latitude: f.Latitude, Category: f.Category, Pictures: f.Pictures, Phone: f.Phone, Hour: f.Hour,
		Licence: f.Licence, CompanyName: f.CompanyName, CardID: f.CardID, Status: store.ShopStatus(f.Status), Reason: f.Reason,
		Upgrade: store.UpgradeStatus(f.UpgradeStatus), UpgradeComment: f.UpgradeComment,
	}
}
