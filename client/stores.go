package client

import (
	"context"
	"reflect"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Stores calls the interfaces of the store Mini Program (门店小程序): its application,
// the places on the map, the stores and their cards. What one sends and answers, and by
// which codes it is refused, is said by the declaration of the same subject in package
// weixin, which each method names; ModifyMerchant, which belongs to the family, is the
// Client's.
//
// A request without what its page requires is refused with ErrMissing before it is
// sent: Weixin counts the calls that it refuses, too.
type Stores struct{ client *Client }

// Stores returns the calls about the account's store Mini Program.
func (c *Client) Stores() Stores { return Stores{c} }

// ErrMissing is returned for a request without a parameter that its page requires,
// before anything is sent.
var ErrMissing = said.Errorf("required, and missing")

// call is Do of a request that has what its page requires.
func call[Req, Resp any](ctx context.Context, s Stores, i weixin.Interface[Req, Resp], req Req) (Resp, error) {
	if err := checkRequired(i.Declared(), reflect.ValueOf(req)); err != nil {
		var none Resp
		return none, err
	}
	return Do(ctx, s.client, i, req)
}

// Categories lists the categories of store Mini Programs: a flat list joined by ids,
// whose first element is the root. Apply takes one of level 1 and one of level 2 below
// it; one with the SensitiveType 1 needs papers. See weixin.GetMerchantCategory.
func (s Stores) Categories(ctx context.Context) ([]weixin.Category, error) {
	resp, err := call(ctx, s, weixin.GetMerchantCategory, weixin.Nothing{})
	return resp.Data.AllCategoryInfo.Categories, err
}

// Apply applies for a store Mini Program. The head image and the papers are media ids of
// UploadTempMedia. The account's administrator has weixin.ConfirmTime to confirm; the
// review that follows ends with a weixin.EventApplyMerchant, and AuditInfo tells how far
// it is. While there is an application 85050 is answered, and 85024 asks for OrgCode and
// OtherFiles. See weixin.ApplyMerchant.
func (s Stores) Apply(ctx context.Context, req weixin.ApplyMerchantRequest) error {
	_, err := call(ctx, s, weixin.ApplyMerchant, req)
	return err
}

// AuditInfo tells how far the newest application is; its Status is weixin.AuditNone
// where there is none, and AuditPassed once there is a store Mini Program. See
// weixin.GetMerchantAuditInfo.
func (s Stores) AuditInfo(ctx context.Context) (weixin.MerchantAudit, error) {
	resp, err := call(ctx, s, weixin.GetMerchantAuditInfo, weixin.GetMerchantAuditInfoRequest{})
	return resp.Data, err
}

// Districts returns the provinces, cities and counties of China, some 300 KB: keep them.
// The CIDX of a province or a city are the first and the last position of what is below
// it in the next list. See weixin.GetDistrictList.
func (s Stores) Districts(ctx context.Context) (weixin.GetDistrictListResponse, error) {
	return call(ctx, s, weixin.GetDistrictList, weixin.Nothing{})
}

// SearchPlaces looks for places on the map by name and address, in a district, a city or
// a province. The SosomapPOIUID of one is the MapPoiID of Add. There are no pages. See
// weixin.SearchMapPOI.
func (s Stores) SearchPlaces(ctx context.Context, districtID weixin.ID, keyword string) ([]weixin.MapPOI, error) {
	resp, err := call(ctx, s, weixin.SearchMapPOI, weixin.SearchMapPOIRequest{DistrictID: districtID, Keyword: keyword})
	return resp.Data.Item, err
}

// CreatePlace asks for a place that the map does not have. Photo and License are
// addresses of UploadImage, Longitude and Latitude degrees of GCJ-02. The BaseID of the
// answer is the AuditID of the weixin.EventCreateMapPOI that ends its review, days later;
// SearchPlaces finds the place from then on. See weixin.CreateMapPOI.
func (s Stores) CreatePlace(ctx context.Context, req weixin.CreateMapPOIRequest) (weixin.NewPOIData, error) {
	resp, err := call(ctx, s, weixin.CreateMapPOI, req)
	if err == nil && resp.Error != nil && *resp.Error != "" {
		err = said.Errorf("%s: the place was not created: %s", weixin.CreateMapPOI.Name, weixin.Printable(*resp.Error))
	}
	return resp.Data, err
}

// Add adds a store at a place of the map and returns the id of its review, which a
// weixin.EventAddStoreAudit ends: the event has the store's poi id. The pictures are
// weixin.Pictures of addresses of UploadImage; a CompanyName other than the account's
// needs a QualificationList. Without a store Mini Program 85053 is answered, and where
// the place has a store 85038, 85039 or 85040. See weixin.AddStore.
func (s Stores) Add(ctx context.Context, req weixin.AddStoreRequest) (auditID int64, err error) {
	if err := checkPictures(weixin.AddStore.Page, req.PicList); err != nil {
		return 0, err
	}
	resp, err := call(ctx, s, weixin.AddStore, req)
	return resp.Data.AuditID, err
}

// Update changes a store; an empty field leaves what is there as it is. Phone, hours and
// card count at once. Pictures replace the whole set; where some are new they are
// reviewed, HasAuditID is 1, and a weixin.EventModifyStoreAudit ends the review. A store
// under review is answered 65118. See weixin.UpdateStore.
func (s Stores) Update(ctx context.Context, req weixin.UpdateStoreRequest) (weixin.UpdateAudit, error) {
	if err := checkPictures(weixin.UpdateStore.Page, req.PicList); err != nil {
		return weixin.UpdateAudit{}, err
	}
	resp, err := call(ctx, s, weixin.UpdateStore, req)
	return resp.Data, err
}

// Info returns a store. Its Status is weixin.AuditPassed, AuditReviewing or AuditFailed;
// 65115 says that the account has no such store. See weixin.GetStoreInfo.
func (s Stores) Info(ctx context.Context, poiID weixin.ID) (weixin.StoreInfo, error) {
	resp, err := call(ctx, s, weixin.GetStoreInfo, weixin.StoreRequest{PoiID: poiID})
	return resp.Business.BaseInfo, err
}

// Delete deletes a store, also one under review. See weixin.DeleteStore.
func (s Stores) Delete(ctx context.Context, poiID weixin.ID) error {
	_, err := call(ctx, s, weixin.DeleteStore, weixin.StoreRequest{PoiID: poiID})
	return err
}

// Card returns the id of a store's card, "" if it has none. See weixin.GetStoreCard.
func (s Stores) Card(ctx context.Context, poiID weixin.ID) (string, error) {
	resp, err := call(ctx, s, weixin.GetStoreCard, weixin.StoreRequest{PoiID: poiID})
	return resp.CardID, err
}

// SetCard sets the card of a store; one with custom codes cannot be. See
// weixin.SetStoreCard.
func (s Stores) SetCard(ctx context.Context, poiID weixin.ID, cardID string) error {
	_, err := call(ctx, s, weixin.SetStoreCard, weixin.SetStoreCardRequest{PoiID: poiID, CardID: cardID})
	return err
}
