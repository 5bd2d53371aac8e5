package fleet_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client/fleet"
)

// TestPrivatePictures fetches no picture from this machine or a private network, by
// address, by name, or behind a redirect, unless that is allowed.
func TestPrivatePictures(t *testing.T) {
	picture := readFile(t, writePNG(t, 1))
	asked := 0
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/head.png", http.StatusFound)
			return
		}
		_, _ = w.Write([]byte(picture))
	}))
	t.Cleanup(shop.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(shop.URL, "http://"), ":")
	ledger := newLedger(t)
	plan := func(headimg string, allow bool) *fleet.Plan {
		p := planner(ledger, accountsAt(t, "http://127.0.0.1:1"))
		p.Offline, p.Pictures.AllowPrivate = true, allow
		return makePlan(t, p, wanted(1, "after", headimg))
	}
	for _, headimg := range []string{
		shop.URL + "/head.png", "http://localhost:" + port + "/head.png", "http://[::ffff:127.0.0.1]:" + port + "/head.png", "http://10.0.0.1/head.png",
		"http://192.168.1.1/head.png", "http://169.254.169.254/latest/meta-data", "http://[::1]/head.png", "http://0.0.0.0:" + port + "/head.png",
	} {
		g := plan(headimg, false).Groups()
		if len(g) != 1 || g[0].Reason != fleet.PictureUnread || !strings.Contains(g[0].Steps[0].Blockers[0].Detail, "--allow-private-pictures allows that") {
			t.Errorf("%s: %+v", headimg, g)
		}
	}
	if asked != 0 {
		t.Errorf("%d requests reached this machine", asked)
	}
	for _, path := range []string{"/head.png", "/moved"} {
		if got := plan(shop.URL+path, true); got.Counts()[fleet.Modify] != 1 || got.Steps[0].Desired.Picture == "" {
			t.Errorf("%s, allowed: %v, %+v", path, got.Counts(), got.Groups())
		}
	}
}
