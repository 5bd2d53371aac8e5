package app_test

import (
	"log/slog"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/weixin"
)

// TestDistricts asks for the districts in each way in which clients do, of the table
// that comes with the service and of one that an operator has put in its place.
func TestDistricts(t *testing.T) {
	t.Parallel()
	const own = `{"status":0,"message":"query ok","data_version":"20190722","result":[` +
		`[{"id":"110000","name":"北京","fullname":"北京市","pinyin":["bei","jing"],"location":{"lat":39.9,"lng":116.4},"cidx":[0,0]}],` +
		`[{"id":"110101","name":"东城","fullname":"东城区","pinyin":["dong","cheng"],"location":{"lat":39.92,"lng":116.41}}],[]]}`
	file := filepath.Join(t.TempDir(), "districts.json")
	if err := os.WriteFile(file, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	for districts, want := range map[string]string{"": `{"status":0,"message":"query ok","data_version":"wxastore-`, file: own} {
		s := startOn(t, onSQLite(nil), "", func(c *app.Config) { c.Districts = districts })
		token, err := s.DemoToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p := newPlayer(t, s, nil)
		path := weixin.GetDistrictList.Path + "?access_token=" + token
		first := p.exchange(t, "GET", path, textproto.MIMEHeader{}, nil, false).Body
		if !strings.HasPrefix(first, want) || strings.Contains(first, "errcode") || districts != "" && first != want {
			t.Errorf("answered %.200s, want %.200s", first, want)
		}
		for _, body := range []string{"[]", "{}", ""} {
			if again := p.exchange(t, "POST", path, textproto.MIMEHeader{}, []byte(body), false).Body; again != first {
				t.Errorf("POST of %s: %.200s", body, again)
			}
		}
	}
}

// TestBadDistricts refuses to start with a table that cannot be read.
func TestBadDistricts(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "districts.json")
	if err := os.WriteFile(file, []byte(`{"errcode":40001,"errmsg":"invalid credential"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, districts := range []string{file, file + ".gone"} {
		on := onSQLite(nil)
		a, err := app.Open(t.Context(), app.Config{
			Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), Districts: districts,
			OpenStore: on.openStore, OpenJournal: on.openJournal, Log: slog.New(slog.DiscardHandler),
		})
		if err == nil {
			t.Error(a.Close())
		}
		if err == nil || !strings.Contains(err.Error(), districts) {
			t.Errorf("%s: %v", districts, err)
		}
	}
}

// TestCreatedPlaceIsFound creates a place and finds it, as its review takes no time.
func TestCreatedPlaceIsFound(t *testing.T) {
	t.Parallel()
	s := startOn(t, onSQLite(nil), "")
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := newPlayer(t, s, nil)
	post := func(path, body string) string {
		return p.exchange(t, "POST", path+"?access_token="+token, textproto.MIMEHeader{}, []byte(body), false).Body
	}
	created := post(weixin.CreateMapPOI.Path, `{"name":"新店","longitude":"113.32","latitude":23.08,"province":"广东省","city":"广州市","district":"海珠区",`+
		`"address":"新港路 1 号","category":"美食:中餐厅","telephone":"1","photo":"a","license":"b","introduct":"c","districtid":"440105"}`)
	if !strings.HasPrefix(created, `{"error":null,"data":{"base_id":`) {
		t.Errorf("created: %s", created)
	}
	if found := post(weixin.SearchMapPOI.Path, `{"districtid":440100,"keyword":"新港"}`); strings.Count(found, `"branch_name":"新店"`) != 1 {
		t.Errorf("found: %s", found)
	}
}
