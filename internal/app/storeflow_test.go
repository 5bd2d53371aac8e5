package app_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/message"
	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// flowAccount is a seed with an account that has nothing but cards.
const flowAccount = `accounts:
- {appid: wxflow, secret: flowsecret, message_url: %q, message_token: signs, message_mode: safe, encoding_aes_key: abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG,
   cards: [{card_id: pcard}, {card_id: pcustom, use_custom_code: true}]}
`

// flow is an account on its way from nothing to stores, by nothing but calls and the
// events that it is pushed.
type flow struct {
	*testing.T
	*service
	calls  *client.Client
	stores client.Stores
	events chan message.Event
}

// startFlow starts a service whose reviews take a moment, and receives the account's
// events.
func startFlow(t *testing.T, on database) *flow {
	t.Helper()
	f := &flow{T: t, events: make(chan message.Event, 16)}
	receiver, err := message.NewReceiver(message.Config{
		AppID: "wxflow", Token: "signs", EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
		OnEvent: func(_ context.Context, e message.Event) error { f.events <- e; return nil },
	})
	f.must(err)
	listener := httptest.NewServer(receiver)
	t.Cleanup(listener.Close)
	seed := filepath.Join(t.TempDir(), "seed.yaml")
	f.must(os.WriteFile(seed, fmt.Appendf(nil, flowAccount, listener.URL+"/messages"), 0o600))
	f.service = startOn(t, on, seed, func(c *app.Config) { c.Clock, c.ReviewDelay = nil, 20*time.Millisecond })
	f.calls, err = client.New(client.WithBaseURL(f.APIURL()), client.WithCredentials("wxflow", "flowsecret"))
	f.must(err)
	f.stores = f.calls.Stores()
	t.Cleanup(f.calls.CloseIdleConnections)
	return f
}

// must ends the test at an error.
func (f *flow) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// refused holds that a call was answered a code.
func (f *flow) refused(code weixin.Code, err error) {
	f.Helper()
	if got, ok := errors.AsType[*weixin.Error](err); !ok || got.Code != code {
		f.Errorf("%v, want %d", err, code)
	}
}

// picture uploads a picture that no other is like, and returns its address.
func (f *flow) picture(name string) string {
	f.Helper()
	var picture bytes.Buffer
	f.must(encodePNG(&picture))
	address, err := f.calls.UploadImage(f.Context(), name, bytes.NewReader(append(picture.Bytes(), name...)))
	f.must(err)
	return address
}

// told returns what the next event says, which has to be one of a kind.
func told[Body any](f *flow, e weixin.Event[Body]) Body {
	f.Helper()
	var none Body
	select {
	case got := <-f.events:
		body, ok := got.Body.(Body)
		if !ok || got.Event != e.Name {
			f.Fatalf("%s came, want %s: %s", got.Event, e.Name, got.XML)
		}
		return body
	case <-time.After(time.Minute):
	case <-f.Context().Done():
	}
	f.Fatalf("no %s comes", e.Name)
	return none
}

// TestStoreFlow takes an account from nothing to a store Mini Program, a place on the map
// and a store, changes it and deletes it.
func TestStoreFlow(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, on func(*testing.T) database) {
		t.Parallel()
		f := startFlow(t, on(t))
		f.apply()
		placeID := f.place()
		poiID := f.open(placeID)
		f.change(poiID)
		f.card(poiID)
		f.remove(poiID, placeID)
		f.seen()
		if len(f.events) > 0 {
			f.Errorf("%d events more than calls that have one", len(f.events))
		}
	})
}

// apply applies for a store Mini Program and changes it.
func (f *flow) apply() {
	ctx := f.Context()
	audit, err := f.stores.AuditInfo(ctx)
	f.must(err)
	if audit.Status != weixin.AuditNone {
		f.Errorf("before the application: %+v", audit)
	}
	f.refused(weixin.ApplyFirst, f.calls.ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: "early"}))
	categories, err := f.stores.Categories(ctx)
	f.must(err)
	var category weixin.Category
	for _, c := range categories {
		if c.Level == 2 && *c.SensitiveType == 0 {
			category = c
		}
	}
	var picture bytes.Buffer
	f.must(encodePNG(&picture))
	head, err := f.calls.UploadTempMedia(ctx, "image", "head.png", &picture)
	f.must(err)
	application := weixin.ApplyMerchantRequest{
		FirstCatID: weixin.Int(*category.Father), SecondCatID: weixin.Int(category.ID), Nickname: "流程门店", HeadimgMediaID: head.MediaID, Intro: "九点开门",
	}
	f.must(f.stores.Apply(ctx, application))
	body := told(f, weixin.EventApplyMerchant)
	audit, err = f.stores.AuditInfo(ctx)
	f.must(err)
	if audit.Status != weixin.AuditPassed || audit.AuditID != body.AuditID || body.Status != weixin.AuditPassed || audit.AuditID == 0 {
		f.Errorf("after the event %+v: %+v", body, audit)
	}
	f.refused(weixin.Verifying, f.stores.Apply(ctx, application))
	f.must(f.calls.ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: "十点开门"}))
}

// place looks for a place that the map does not have, and creates it.
func (f *flow) place() (placeID weixin.ID) {
	ctx := f.Context()
	districts, err := f.stores.Districts(ctx)
	f.must(err)
	province := districts.Result[0][0] // Beijing, whose districts are of the second level
	district := districts.Result[1][province.CIDX[0]]
	found, err := f.stores.SearchPlaces(ctx, district.ID, "流程茶馆")
	f.must(err)
	if len(found) != 0 {
		f.Fatalf("before it was created: %+v", found)
	}
	created, err := f.stores.CreatePlace(ctx, weixin.CreateMapPOIRequest{
		Name: "流程茶馆", Longitude: weixin.Decimal(district.Location.Lng), Latitude: weixin.Decimal(district.Location.Lat),
		Province: province.FullName, City: province.FullName, District: district.FullName, Address: "流程路 1 号", Category: "美食:茶馆",
		Telephone: "010-6666666-111; 010-6666666", Photo: f.picture("photo.png"), License: f.picture("licence.png"), Introduct: "一家茶馆", DistrictID: district.ID,
	})
	f.must(err)
	body := told(f, weixin.EventCreateMapPOI)
	if body.AuditID != created.BaseID || body.Status != weixin.AuditPassed || body.Name != "流程茶馆" || body.Latitude != float64(district.Location.Lat) {
		f.Errorf("%+v of %+v", body, created)
	}
	for _, within := range []weixin.ID{district.ID, province.ID} {
		found, err = f.stores.SearchPlaces(ctx, within, "流程")
		f.must(err)
		if len(found) != 1 || found[0].SosomapPOIUID != body.MapPOIID || found[0].BranchName != "流程茶馆" || found[0].Telephone != "010-6666666-111; 010-6666666" {
			f.Errorf("in %s: %+v, want %s", within, found, body.MapPOIID)
		}
	}
	return weixin.ID(body.MapPOIID)
}

// open adds a store at a place.
func (f *flow) open(placeID weixin.ID) (poiID weixin.ID) {
	ctx := f.Context()
	request := weixin.AddStoreRequest{
		MapPoiID: placeID, PicList: weixin.Pictures(f.picture("one.png")), ContractPhone: "010-1", Hour: "09:00-21:00", Licence: "22883878-0",
	}
	auditID, err := f.stores.Add(ctx, request)
	f.must(err)
	body := told(f, weixin.EventAddStoreAudit)
	if body.AuditID != auditID || body.Status != weixin.AuditPassed || body.IsUpgrade != 0 {
		f.Errorf("%+v of review %d", body, auditID)
	}
	_, err = f.stores.Add(ctx, request)
	f.refused(weixin.StoreAddedByYourself, err)
	info, err := f.stores.Info(ctx, weixin.ID(body.PoiID))
	f.must(err)
	if info.Status != weixin.AuditPassed || info.BusinessName != "流程茶馆" || info.Telephone != "010-1" || info.OpenTime != "09:00-21:00" || info.City != "北京市" || len(info.PhotoList) != 1 {
		f.Errorf("%+v", info)
	}
	listed, total, err := f.stores.List(ctx, 0, 0)
	f.must(err)
	if total != 1 || len(listed) != 1 || listed[0].PoiID != body.PoiID || len(listed[0].Categories) != 2 {
		f.Errorf("%d stores, %+v", total, listed)
	}
	return weixin.ID(body.PoiID)
}

// change changes a store's phone, which counts at once, and its pictures, which count when
// they have passed.
func (f *flow) change(poiID weixin.ID) {
	ctx := f.Context()
	audit, err := f.stores.Update(ctx, weixin.UpdateStoreRequest{PoiID: poiID, ContractPhone: "010-2"})
	f.must(err)
	info, err := f.stores.Info(ctx, poiID)
	f.must(err)
	if audit.HasAuditID != 0 || info.Telephone != "010-2" || info.OpenTime != "09:00-21:00" {
		f.Errorf("the phone: %+v, %+v", audit, info)
	}
	old, fresh := info.PhotoList[0].PhotoURL, f.picture("two.png")
	audit, err = f.stores.Update(ctx, weixin.UpdateStoreRequest{PoiID: poiID, PicList: weixin.Pictures(old, fresh), Hour: "10:00-22:00"})
	f.must(err)
	body := told(f, weixin.EventModifyStoreAudit)
	if audit.HasAuditID != 1 || body.AuditID != audit.AuditID || body.Status != weixin.AuditPassed {
		f.Errorf("the pictures: %+v, %+v", audit, body)
	}
	info, err = f.stores.Info(ctx, poiID)
	f.must(err)
	if len(info.PhotoList) != 2 || info.PhotoList[0].PhotoURL != old || info.PhotoList[1].PhotoURL != fresh || info.OpenTime != "10:00-22:00" {
		f.Errorf("after the review: %+v", info)
	}
	audit, err = f.stores.Update(ctx, weixin.UpdateStoreRequest{PoiID: poiID, PicList: weixin.Pictures(fresh)})
	f.must(err)
	if audit.HasAuditID != 0 {
		f.Errorf("pictures that were there are reviewed: %+v", audit)
	}
}

// card sets a store's card.
func (f *flow) card(poiID weixin.ID) {
	ctx := f.Context()
	card, err := f.stores.Card(ctx, poiID)
	f.must(err)
	f.refused(weixin.InvalidCardID, f.stores.SetCard(ctx, poiID, "pcustom"))
	f.must(f.stores.SetCard(ctx, poiID, "pcard"))
	after, err := f.stores.Card(ctx, poiID)
	f.must(err)
	if card != "" || after != "pcard" {
		f.Errorf("card %q, then %q", card, after)
	}
}

// remove deletes a store, whose place is free then.
func (f *flow) remove(poiID, placeID weixin.ID) {
	ctx := f.Context()
	f.must(f.stores.Delete(ctx, poiID))
	_, err := f.stores.Info(ctx, poiID)
	f.refused(weixin.PoiUnknown, err)
	f.refused(weixin.PoiUnknown, f.stores.Delete(ctx, poiID))
	for store, err := range f.stores.All(ctx) {
		f.Errorf("there is %+v, %v", store, err)
	}
	auditID, err := f.stores.Add(ctx, weixin.AddStoreRequest{MapPoiID: placeID, PicList: weixin.Pictures(f.picture("one.png")), ContractPhone: "010-1", Licence: "22883878-0"})
	f.must(err)
	if body := told(f, weixin.EventAddStoreAudit); body.AuditID != auditID || body.PoiID == string(poiID) {
		f.Errorf("at the place again: %+v", body)
	}
}

// seen looks at the account's events as the operator does.
func (f *flow) seen() {
	kinds := []string{
		weixin.EventAddStoreAudit.Name, weixin.EventModifyStoreAudit.Name, weixin.EventAddStoreAudit.Name, weixin.EventCreateMapPOI.Name, weixin.EventApplyMerchant.Name,
	}
	for _, kind := range kinds {
		f.attempts(f.T, kind, 1) // they are in the journal a moment after their delivery
	}
	var list struct{ Events []api.Push }
	if status := f.operate(f.T, "GET", "/api/events?state=delivered&target=messages:wxflow", "", &list); status != 200 || len(list.Events) != len(kinds) {
		f.Fatalf("%d: %+v", status, list)
	}
	for i, p := range list.Events {
		if p.Kind != kinds[i] || p.State != api.PushDelivered || p.Target != "messages:wxflow" || p.Attempts != 1 || p.DeliveredAt == nil || p.CreatedAt.IsZero() {
			f.Errorf("%d: %+v", i, p)
		}
		var said weixin.AccountEvent
		if err := xml.Unmarshal([]byte(p.Event), &said); err != nil || said.Event != p.Kind || said.Body == nil {
			f.Errorf("%s says %s, %v", p.Kind, p.Event, err)
		}
		attempts := f.attempts(f.T, p.Kind, 1)
		if a := attempts[len(attempts)-1]; a.Status != 200 || a.Response != "success" || a.AppID != "wxflow" || !strings.HasSuffix(a.Path, "/messages") {
			f.Errorf("the attempt of %s: %+v", p.Kind, a)
		}
	}
	if f.operate(f.T, "GET", "/api/events?state=delivered&limit=2", "", &list); len(list.Events) != 2 || list.Events[0].Kind != kinds[0] {
		f.Errorf("the newest two: %+v", list)
	}
	if status := f.operate(f.T, "POST", "/api/accounts/wxflow/messages/check", "", nil); status != 204 {
		f.Errorf("the check of the message URL: %d", status)
	}
	if check := f.attempts(f.T, "url_check", 1)[0]; check.Method != "GET" || check.AppID != "wxflow" || check.Query != "echostr="+check.Response {
		f.Errorf("the check: %+v", check)
	}
}
