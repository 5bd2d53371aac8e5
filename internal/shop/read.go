package shop

import (
	"context"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

func (m *Module) info(ctx context.Context, call *edge.Call, req weixin.StoreRequest) (weixin.StoreInfoResponse, error) {
	s, err := m.one(ctx, call, string(req.PoiID))
	if err != nil {
		return weixin.StoreInfoResponse{}, err
	}
	return weixin.StoreInfoResponse{Status: weixin.Success(), Business: weixin.StoreBusiness{BaseInfo: weixin.StoreInfo{
		BusinessName: s.Name, Address: s.Address, Telephone: s.Phone, City: s.City, Province: s.Province,
		Longitude: weixin.Degrees(s.Longitude), Latitude: weixin.Degrees(s.Latitude), PhotoList: photos(s), OpenTime: s.Hour, PoiID: s.PoiID, Status: int(s.Status),
		District: s.District, QualificationNum: s.Licence, QualificationName: s.CompanyName,
	}}}, nil
}

// one reads a store of the store Mini Program.
func (m *Module) one(ctx context.Context, call *edge.Call, poiID string) (store.Shop, error) {
	s, ok, err := found(m.Store.Shop(ctx, call.Caller.AppID, poiID))
	if err == nil && (!ok || s.Position == store.NoPosition) {
		err = unknown(poiID)
	}
	return s, err
}

func (m *Module) card(ctx context.Context, call *edge.Call, req weixin.StoreRequest) (weixin.StoreCardResponse, error) {
	s, err := m.one(ctx, call, string(req.PoiID))
	if err != nil {
		return weixin.StoreCardResponse{}, err
	}
	return weixin.StoreCardResponse{Status: weixin.Success(), CardID: s.CardID}, nil
}

// page is the rule of a page of a list.
func page(offset, limit weixin.Int) (int64, int, error) {
	if offset < 0 || limit < 0 || limit > weixin.MaxStores {
		return 0, 0, edge.Refuse(weixin.InvalidArgs, "offset %d, limit %d: they cannot be negative, and limit is at most %d", offset, limit, weixin.MaxStores)
	}
	if limit == 0 {
		limit = weixin.DefaultStores
	}
	return min(int64(offset), 1<<40), int(limit), nil
}

func (m *Module) list(ctx context.Context, call *edge.Call, req weixin.StoreListRequest) (weixin.StoreListResponse, error) {
	offset, limit, err := page(req.Offset, req.Limit)
	if err != nil {
		return weixin.StoreListResponse{}, err
	}
	shops, counts, err := m.pageOf(ctx, call.Caller.AppID, store.ListedShops, offset, limit)
	if err != nil {
		return weixin.StoreListResponse{}, err
	}
	answer := weixin.StoreListResponse{Status: weixin.Success(), BusinessList: make([]weixin.ListedBusiness, len(shops)), TotalCount: counts.Listed}
	for i, s := range shops {
		answer.BusinessList[i].BaseInfo = weixin.ListedStore{
			BusinessName: s.Name, Address: s.Address, Telephone: s.Phone, Categories: categories(s), City: s.City, Province: s.Province,
			Longitude: weixin.Degrees(s.Longitude), Latitude: weixin.Degrees(s.Latitude), PhotoList: photos(s), OpenTime: s.Hour, PoiID: s.PoiID, Status: int(s.Status),
			District: s.District, QualificationNum: s.Licence, QualificationName: s.CompanyName,
		}
	}
	return answer, nil
}

func (m *Module) pageOf(ctx context.Context, appID string, list store.ShopList, offset int64, limit int) ([]store.Shop, store.ShopCounts, error) {
	counts, err := m.Store.ShopCounts(ctx, appID)
	if err != nil {
		return nil, counts, err
	}
	shops, err := m.Store.Shops(ctx, appID, list, offset, limit)
	return shops, counts, err
}

func (m *Module) oldList(ctx context.Context, call *edge.Call, req weixin.PoiListRequest) (weixin.PoiListResponse, error) {
	offset, limit, err := page(req.Begin, req.Limit)
	if err != nil {
		return weixin.PoiListResponse{}, err
	}
	shops, counts, err := m.pageOf(ctx, call.Caller.AppID, store.OldShops, offset, limit)
	if err != nil {
		return weixin.PoiListResponse{}, err
	}
	answer := weixin.PoiListResponse{
		Status: weixin.Success(), BusinessList: make([]weixin.PoiBusiness, len(shops)), TotalCount: strconv.FormatInt(counts.Old, 10),
	}
	for i, s := range shops {
		answer.BusinessList[i].BaseInfo = weixin.Poi{
			BusinessName: s.Name, Address: s.Address, Telephone: s.Phone, Categories: categories(s), City: s.City, Province: s.Province,
			District: s.District, OffsetType: gcj02, Longitude: weixin.Degrees(s.Longitude), Latitude: weixin.Degrees(s.Latitude), PhotoList: photos(s), OpenTime: s.Hour, PoiID: s.PoiID,
			AvailableState: available(s.Status), UpgradeStatus: int(s.Upgrade), UpgradeComment: s.UpgradeComment, MapID: s.MapPoiID,
		}
	}
	return answer, nil
}

// gcj02 is the offset_type of coordinates like those of Weixin's map.
const gcj02 = 1

// available is the available_state of a store of the plug-in.
func available(s store.ShopStatus) int {
	switch s {
	case store.ShopReviewing:
		return 2
	case store.ShopFailed:
		return 4
	default:
		return 3
	}
}

func photos(s store.Shop) []weixin.PhotoURL {
	urls := make([]weixin.PhotoURL, len(s.Pictures))
	for i, address := range s.Pictures {
		urls[i].PhotoURL = address
	}
	return urls
}

func categories(s store.Shop) []string {
	return strings.FieldsFunc(s.Category, func(r rune) bool { return r == ':' })
}
