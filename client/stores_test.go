package client_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestAllStores walks lists of stores, and deletes some between the pages, within the
// loop and from elsewhere: each store that is not deleted comes once.
func TestAllStores(t *testing.T) {
	t.Parallel()
	for name, deletes := range map[string]func(i int, ids []string) (gone []int){
		"none":         func(int, []string) []int { return nil },
		"each":         func(i int, _ []string) []int { return []int{i} },
		"every third":  func(i int, _ []string) []int { return []int{i}[:max(0, 1-i%3)] },
		"passed ones":  func(i int, _ []string) []int { return []int{i - 10}[:min(1, max(0, i-9))] },
		"those ahead":  func(i int, ids []string) []int { return []int{len(ids) - 1 - i}[:min(1, max(0, 20-i))] },
		"both at once": func(i int, ids []string) []int { return []int{i, len(ids) - 1 - i}[:2*min(1, max(0, 30-i))] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := wxastoretest.Run(t)
			stores := srv.API().Stores()
			var ids []string
			place := make(map[string]int)
			for i := range 3*weixin.MaxStores + 7 {
				ids = append(ids, srv.AddStore(srv.AppID, wxastoretest.Store{Name: fmt.Sprint("店", i)}))
				place[ids[i]] = i
			}
			seen, deleted := make(map[string]bool), make(map[string]bool)
			for store, err := range stores.All(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				if seen[store.PoiID] {
					t.Errorf("store %s came twice", store.PoiID)
				}
				seen[store.PoiID] = true
				for _, i := range deletes(place[store.PoiID], ids) {
					if deleted[ids[i]] {
						continue
					}
					deleted[ids[i]] = true
					if err := stores.Delete(t.Context(), weixin.ID(ids[i])); err != nil {
						t.Fatal(err)
					}
				}
			}
			for i, id := range ids {
				if !seen[id] && !deleted[id] {
					t.Errorf("store %d was missed", i)
				}
			}
			if calls := len(srv.CallsOf(weixin.GetStoreList.Name)); calls > 20 {
				t.Errorf("it took %d pages", calls)
			}
		})
	}
}

// TestAllStoresEnds ends at an error, and when the loop does.
func TestAllStoresEnds(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	for range weixin.MaxStores + 1 {
		srv.AddStore(srv.AppID, wxastoretest.Store{})
	}
	n := 0
	for range srv.API().Stores().All(t.Context()) {
		if n++; n == weixin.MaxStores {
			break
		}
	}
	if calls := len(srv.CallsOf(weixin.GetStoreList.Name)); calls != 1 {
		t.Errorf("a loop that ends with the first page took %d", calls)
	}
	srv.Inject(wxastoretest.Fault{Interface: weixin.GetStoreList.Name, Do: wxastoretest.AnswerCode(weixin.SystemError)})
	n = 0
	for store, err := range srv.API().Stores().All(t.Context()) {
		n++
		if refused, ok := errors.AsType[*weixin.Error](err); !ok || refused.Code != weixin.SystemError || store.PoiID != "" {
			t.Errorf("%+v, %v", store, err)
		}
	}
	if n != 1 {
		t.Errorf("an error came %d times", n)
	}
}

// TestStoresUnsent refuses what is not worth a call, before it is sent.
func TestStoresUnsent(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	stores := srv.API().Stores()
	_, info := stores.Info(t.Context(), "")
	_, add := stores.Add(t.Context(), weixin.AddStoreRequest{MapPoiID: "1", ContractPhone: "1", Licence: "1"})
	for what, err := range map[string]error{
		"poi_id": info, "pic_list": add, "nickname": stores.Apply(t.Context(), weixin.ApplyMerchantRequest{}), "card_id": stores.SetCard(t.Context(), "1", ""),
	} {
		if !errors.Is(err, client.ErrMissing) {
			t.Errorf("without %s: %v", what, err)
		}
	}
	if _, err := stores.Update(t.Context(), weixin.UpdateStoreRequest{PoiID: "1", PicList: "http://mmbiz.qpic.cn/1"}); err == nil {
		t.Error("pictures that cannot be read were sent")
	}
	if calls := srv.Calls(); len(calls) != 0 {
		t.Errorf("sent: %v", calls)
	}
}

// TestStoresAsDocumented holds what goes over the wire where types of Go differ from it.
func TestStoresAsDocumented(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	stores := srv.API().Stores()
	_ = stores.Apply(t.Context(), weixin.ApplyMerchantRequest{Nickname: "示例门店", HeadimgMediaID: "h", Intro: "i", QualificationList: []weixin.MediaID{"a", "b"}})
	_, _ = stores.AuditInfo(t.Context())
	_, _ = stores.CreatePlace(t.Context(), weixin.CreateMapPOIRequest{
		Name: "n", Longitude: 113.25, Latitude: 23.125, Province: "p", City: "c", District: "d", Address: "a", Category: "c", Telephone: "t",
		Photo: "http://mmbiz.qpic.cn/a?b=1&c=2", License: "l", Introduct: "i", DistrictID: "440105",
	})
	for iface, want := range map[string]string{
		weixin.ApplyMerchant.Name:        `{"first_catid":0,"second_catid":0,"nickname":"示例门店","headimg_mediaid":"h","intro":"i","qualification_list":"a|b","org_code":"","other_files":""}`,
		weixin.GetMerchantAuditInfo.Name: "",
		weixin.CreateMapPOI.Name: `{"name":"n","longitude":"113.25","latitude":"23.125","province":"p","city":"c","district":"d","address":"a","category":"c","telephone":"t",` +
			`"photo":"http://mmbiz.qpic.cn/a?b=1&c=2","license":"l","introduct":"i","districtid":"440105","poi_id":""}`,
	} {
		if calls := srv.CallsOf(iface); len(calls) != 1 || calls[0].Request != want {
			t.Errorf("%s: %+v", iface, calls)
		}
	}
}

// TestCoordinatesOfBothForms reads numbers and strings as the same.
func TestCoordinatesOfBothForms(t *testing.T) {
	t.Parallel()
	const lng, lat = 113.32375, 23.10229
	srv := wxastoretest.Run(t)
	srv.AddAccount(wxastoretest.Account{AppID: "wxtext", Secret: secret, TextCoordinates: true, Merchant: &wxastoretest.Merchant{Nickname: "有门店"}})
	srv.AddPlace(wxastoretest.Place{ID: "2708071440732747031", Name: "新地点", DistrictID: "440105", Lng: lng, Lat: lat})
	for appid, secret := range map[string]string{srv.AppID: srv.Secret, "wxtext": secret} {
		id := srv.AddStore(appid, wxastoretest.Store{Name: "店", Longitude: lng, Latitude: lat})
		stores := srv.APIFor(appid, secret).Stores()
		info, err := stores.Info(t.Context(), weixin.ID(id))
		if err != nil || info.Longitude != lng || info.Latitude != lat {
			t.Errorf("%s: info: %v %v: %v", appid, info.Longitude, info.Latitude, err)
		}
		list, _, err := stores.List(t.Context(), 0, 1)
		if err != nil || len(list) != 1 || list[0].Longitude != lng || list[0].Latitude != lat {
			t.Errorf("%s: list: %+v: %v", appid, list, err)
		}
		found, err := stores.SearchPlaces(t.Context(), "440105", "新地点")
		if err != nil || len(found) != 1 || found[0].Longitude != lng || found[0].Latitude != lat {
			t.Errorf("%s: search: %+v: %v", appid, found, err)
		}
		districts, err := stores.Districts(t.Context())
		if err != nil || districts.Result[0][0].Location.Lat == 0 {
			t.Errorf("%s: districts: %v", appid, err)
		}
	}
	quoted := 0
	for _, call := range srv.Calls() {
		if call.AppID != "wxtext" {
			continue
		}
		if strings.Contains(call.Response, `:"113.32375"`) || strings.Contains(call.Response, `"lat":"`) {
			quoted++
		}
	}
	if quoted != 3 { // search_map_poi has numbers whatever the account
		t.Errorf("%d answers had strings", quoted)
	}
}
