package app_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"path/filepath"
	"testing"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/weixin"
)

// TestUpgradeFromPlugIn walks an account with stores of the old plug-in into the store
// Mini Program, on both databases.
func TestUpgradeFromPlugIn(t *testing.T) { onEach(t, upgradeFromPlugIn) }

func upgradeFromPlugIn(t *testing.T, on func(*testing.T) database) {
	t.Parallel()
	pushed := make(chan weixin.AddStoreAuditBody, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var event weixin.AccountEvent
		if err := xml.NewDecoder(r.Body).Decode(&event); err != nil {
			t.Error(err)
		}
		body, _ := event.Body.(weixin.AddStoreAuditBody)
		pushed <- body
	}))
	t.Cleanup(receiver.Close)
	path := filepath.Join(t.TempDir(), "seed.yaml")
	text := fmt.Sprintf(`accounts:
  - appid: wxold
    secret: secret-of-wxold
    message_url: %q
    message_token: token
    merchant: {nickname: 旧门店}
    stores:
      - {poi_id: "272671857", map_poi_id: "271", old: true, name: 一店}
      - {poi_id: "272671858", map_poi_id: "272", old: true, name: 二店}
      - {poi_id: "272671859", map_poi_id: "273", old: true, name: 三店, upgrade_status: 4, upgrade_comment: 地点不存在}
places:
  - {id: "281", name: 新地点, district_id: "440105", lat: 23, lng: 113}
`, receiver.URL)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startOn(t, on(t), path, func(c *app.Config) { c.ReviewManual = true })
	p := newPlayer(t, s, &pairs{set: make(map[string]bool)})
	token := p.token(t, "wxold")
	post := func(path, body string, into any) {
		t.Helper()
		raw := p.exchange(t, "POST", path+"?access_token="+token, textproto.MIMEHeader{}, []byte(body), false)
		if err := json.Unmarshal([]byte(raw.Body), into); err != nil {
			t.Fatalf("%s: %q: %v", path, raw.Body, err)
		}
	}
	// old holds which stores of the plug-in there are, each with its upgrade_status and
	// why that failed.
	old := func(want ...string) {
		t.Helper()
		var list weixin.PoiListResponse
		post(weixin.GetPoiList.Path, `{"begin":0,"limit":50}`, &list)
		var got []string
		for _, one := range list.BusinessList {
			got = append(got, fmt.Sprint(one.BaseInfo.PoiID, " ", one.BaseInfo.UpgradeStatus, " ", one.BaseInfo.UpgradeComment))
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) || list.TotalCount != fmt.Sprint(len(want)) {
			t.Errorf("the plug-in's stores: %q of %s, want %q", got, list.TotalCount, want)
		}
	}
	add := func(place, poiID string, want weixin.Code) (auditID int64) {
		t.Helper()
		var answer weixin.AuditResponse
		post(weixin.AddStore.Path, fmt.Sprintf(
			`{"map_poi_id":%q,"poi_id":%q,"pic_list":"{\"list\":[\"http://mmbiz.qpic.cn/a\"]}","contract_phone":"1","hour":"","credential":"1","card_id":""}`, place, poiID), &answer)
		if answer.ErrCode != want {
			t.Fatalf("add_store at %s of %q: %d, want %d", place, poiID, answer.ErrCode, want)
		}
		return answer.Data.AuditID
	}
	decide := func(auditID int64, decision string, want weixin.AddStoreAuditBody) {
		t.Helper()
		s.want(t, fmt.Sprintf("POST /api/reviews/wxold/%d", auditID), decision, "200 ")
		want.AuditID = auditID
		if got := <-pushed; got != want {
			t.Errorf("pushed: %+v, want %+v", got, want)
		}
	}

	old("272671857 0 ", "272671858 0 ", "272671859 4 地点不存在")
	add("281", "", weixin.UpgradeFirst)
	first := add("271", "272671857", weixin.OK)
	old("272671857 2 ", "272671858 0 ", "272671859 4 地点不存在")
	decide(first, `{"action":"fail","reason":"照片不清楚"}`, weixin.AddStoreAuditBody{Status: 3, Reason: "照片不清楚", IsUpgrade: 1, PoiID: "272671857"})
	old("272671857 1 照片不清楚", "272671858 0 ", "272671859 4 地点不存在")
	for place, poiID := range map[string]string{"271": "272671857", "272": "272671858"} {
		decide(add(place, poiID, weixin.OK), `{"action":"pass"}`, weixin.AddStoreAuditBody{Status: 1, IsUpgrade: 1, PoiID: poiID})
	}
	old("272671857 3 ", "272671858 3 ", "272671859 4 地点不存在")
	add("281", "", weixin.UpgradeFirst) // the one that cannot be migrated
	add("273", "272671859", weixin.PoiUnknown)
	var deleted weixin.Status
	if post(weixin.DeletePoi.Path, `{"poi_id":"272671859"}`, &deleted); deleted.ErrCode != weixin.OK {
		t.Fatalf("delpoi: %d", deleted.ErrCode)
	}
	fresh := add("281", "", weixin.OK)
	var list weixin.StoreListResponse
	if post(weixin.GetStoreList.Path, `{"offset":0,"limit":50}`, &list); list.TotalCount != 3 {
		t.Fatalf("the list of stores: %+v", list)
	}
	decide(fresh, `{"action":"pass"}`, weixin.AddStoreAuditBody{Status: 1, PoiID: list.BusinessList[2].BaseInfo.PoiID})
	old("272671857 3 ", "272671858 3 ")
	http.DefaultClient.CloseIdleConnections()
}
