package cli

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestCallCallsAll calls each declared interface with wxastore call. Those of the store
// Mini Program succeed; of all others it is enough that they are reached.
func TestCallCallsAll(t *testing.T) {
	srv := wxastoretest.Run(t)
	poiID := srv.AddStore(srv.AppID, wxastoretest.Store{Name: "示例门店"})
	srv.AddCard(srv.AppID, wxastoretest.Card{ID: "pcard"})
	srv.AddAccount(wxastoretest.Account{AppID: "wxnew", Secret: "new"})
	store := `{"poi_id":"` + poiID + `"}`
	const pictures = `"{\"list\":[\"http://mmbiz.qpic.cn/mmbiz_png/a/0?wx_fmt=png\"]}"`
	bodies := map[string]string{
		weixin.ApplyMerchant.Name: `{"first_catid":317,"second_catid":319,"nickname":"新的幼儿园","headimg_mediaid":"` + string(srv.AddImage("wxnew", picture(t))) + `","intro":"x"}`,
		weixin.AddStore.Name:      `{"map_poi_id":"2708071440732747189","pic_list":` + pictures + `,"contract_phone":"1","hour":"","credential":"1","card_id":""}`,
		weixin.UpdateStore.Name:   `{"poi_id":"` + poiID + `","contract_phone":"2"}`, weixin.GetStoreInfo.Name: store, weixin.GetStoreCard.Name: store,
		weixin.SetStoreCard.Name: `{"poi_id":"` + poiID + `","card_id":"pcard"}`, weixin.SearchMapPOI.Name: `{"districtid":440105,"keyword":"示例"}`,
		weixin.CreateMapPOI.Name:   `{"name":"a","longitude":"113","latitude":"23","province":"a","city":"a","district":"a","address":"a","category":"a:b","telephone":"1","photo":"a","license":"a","introduct":"a","districtid":"440105"}`,
		weixin.ModifyMerchant.Name: `{"intro":"x"}`, weixin.GetStoreList.Name: `{}`, weixin.GetMerchantAuditInfo.Name: `{}`,
		weixin.GetMerchantCategory.Name: "", weixin.GetDistrictList.Name: "",
	}
	path := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(path, picture(t), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WXASTORE_API", srv.URL)
	program, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range weixin.Declarations() {
		appID, secret := srv.AppID, srv.Secret
		if d.Name == weixin.ApplyMerchant.Name {
			appID, secret = "wxnew", "new"
		}
		t.Setenv("WXASTORE_APPID", appID)
		t.Setenv("WXASTORE_SECRET", secret)
		args := []string{"call", d.Name}
		body, succeeds := bodies[d.Name]
		switch {
		case body != "":
			args = append(args, body)
		case d.Body == weixin.JSONBody:
			args = append(args, "{}")
		case d.Body == weixin.MultipartBody:
			args = append(args, "--file", path, "--query", "type=image")
		}
		if d.Credential == weixin.ComponentToken {
			var out bytes.Buffer
			if code := program.Run(t.Context(), args, &command.Streams{Out: &out, Err: &out}); code != 2 || !strings.Contains(out.String(), "give it with --token") {
				t.Errorf("%q without a token: %d %s", args, code, &out)
			}
			args = append(args, "--token", "none")
		}
		var out, said bytes.Buffer
		code := program.Run(t.Context(), args, &command.Streams{Out: &out, Err: &said})
		calls := srv.CallsOf(d.Name)
		if len(calls) == 0 || !json.Valid(out.Bytes()) {
			t.Errorf("%q: %d calls: %s%s", args, len(calls), &out, &said)
			continue
		}
		if succeeds && (code != 0 || calls[len(calls)-1].Code != weixin.OK) {
			t.Errorf("%q: %d: %s%s", args, code, &out, &said)
		}
	}
}

// TestCallWithOddBodies gives each interface JSON that is not an object: some refuse it
// before they ask, and what is asked is answered.
func TestCallWithOddBodies(t *testing.T) {
	srv := wxastoretest.Run(t)
	t.Setenv("WXASTORE_API", srv.URL)
	t.Setenv("WXASTORE_APPID", srv.AppID)
	t.Setenv("WXASTORE_SECRET", srv.Secret)
	program, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range weixin.Declarations() {
		if d.Body != weixin.JSONBody {
			continue
		}
		for _, body := range []string{"null", "[]", "1", `"x"`, "true"} {
			args := []string{"call", d.Name, body}
			if d.Credential == weixin.ComponentToken {
				args = append(args, "--token", "none")
			}
			var out bytes.Buffer
			if code := program.Run(t.Context(), args, &command.Streams{Out: &out, Err: &out}); out.Len() == 0 || d.Credential == weixin.AppSecret && (code != 2 || !strings.Contains(out.String(), "not a JSON object")) {
				t.Errorf("%q: %d %s", args, code, &out)
			}
		}
	}
}

// picture is a small picture.
func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
