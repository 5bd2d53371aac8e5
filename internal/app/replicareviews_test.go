package app_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// TestReplicasDecideReviews lets two services on one database decide the reviews of
// stores that were added through both: each is decided once, and one event is pushed
// about it. Their clocks are the real one, so the reviews are due for both at the same
// time.
func TestReplicasDecideReviews(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("make test runs it")
	}
	const accounts, each = 8, 8
	var (
		mu sync.Mutex
		// events are the ids of the events about each review.
		events = make(map[string]map[string]bool)
	)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { _, _ = io.WriteString(w, "success") }()
		var event weixin.AccountEvent
		if err := xml.NewDecoder(r.Body).Decode(&event); err != nil {
			t.Error(err)
		}
		body, _ := event.Body.(weixin.AddStoreAuditBody)
		about := fmt.Sprint(r.URL.Path[1:], " ", body.AuditID)
		mu.Lock()
		defer mu.Unlock()
		if events[about] == nil {
			events[about] = make(map[string]bool)
		}
		events[about][r.Header.Get("X-Wxastore-Event-Id")] = true
	}))
	t.Cleanup(receiver.Close)

	seed := new(strings.Builder)
	places := new(strings.Builder)
	for a := range accounts {
		appID := fmt.Sprintf("wxr%d", a)
		fmt.Fprintf(seed, "  - {appid: %s, secret: %s, merchant: {}, message_url: %q, message_token: token}\n", appID, secretOf(appID), receiver.URL+"/"+appID)
		for n := range each {
			fmt.Fprintf(places, "  - {id: \"27%d%02d\", name: Place, district_id: \"440105\", lat: 23, lng: 113}\n", a, n)
		}
	}
	path := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(path, []byte("accounts:\n"+seed.String()+"places:\n"+places.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	on, due := onPostgres(t), func(c *app.Config) { c.Clock, c.ReviewDelay = time.Now, 300*time.Millisecond }
	services := []*service{startOn(t, on, path, due), startOn(t, on, path, due)}

	var adding sync.WaitGroup
	for i, s := range services {
		adding.Go(func() {
			p := newPlayer(t, s, &pairs{set: make(map[string]bool)})
			for a := range accounts {
				token := p.token(t, fmt.Sprintf("wxr%d", a))
				for n := i; n < each; n += len(services) {
					body := fmt.Sprintf(`{"map_poi_id":"27%d%02d","pic_list":"{\"list\":[\"http://mmbiz.qpic.cn/a\"]}","contract_phone":"1","credential":"1"}`, a, n)
					if code := p.code(t, "POST", weixin.AddStore.Path+"?access_token="+token, body); code != weixin.OK {
						t.Errorf("add_store: %d", code)
					}
				}
			}
		})
	}
	adding.Wait()
	soon(t, "reviews and events", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(events) == accounts*each
	})
	for a := range accounts {
		shops, err := services[0].store.Shops(t.Context(), fmt.Sprintf("wxr%d", a), store.ListedShops, 0, 2*each)
		if err != nil || len(shops) != each {
			t.Fatalf("%d stores, %v", len(shops), err)
		}
		for _, s := range shops {
			// Added, and decided once.
			if s.Status != store.ShopPassed || s.Version != 2 {
				t.Errorf("store %s of %s: status %d, version %d", s.PoiID, s.AppID, s.Status, s.Version)
			}
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for about, ids := range events {
		if len(ids) != 1 {
			t.Errorf("%d events about review %s", len(ids), about)
		}
	}
}
