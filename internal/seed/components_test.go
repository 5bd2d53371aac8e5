package seed_test

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

const platforms = `
accounts:
  - {appid: wxshop, secret: s}
components:
  - appid: wxplat
    secret: p
    name: Platform
    ip_list: [192.0.2.0/24]
    event_url: https://platform.example.com/events
    token: signs
    encoding_aes_key: abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG
    redirect_domain: Platform.example.com
    permission_sets: [13, 8, 13]
    push_tickets: true
  - {appid: wxplain, secret: p}
authorizations:
  - {component: wxplat, appid: wxshop, permission_sets: [13]}
  - {component: wxplain, appid: wxshop, state: void}
`

// TestComponents seeds platforms with what accounts grant them, twice.
func TestComponents(t *testing.T) {
	db, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	loader := seed.Loader{Store: db, Now: time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)}
	for _, changed := range []int{7, 0} {
		got, err := loader.Text(t.Context(), platforms)
		if want := (seed.Result{Accounts: 1, Components: 2, Authorizations: 2, Changed: changed}); got != want || err != nil {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
	}
	got, err := db.Component(t.Context(), "wxplat")
	want := store.Component{
		AppID: "wxplat", Name: "Platform", EventURL: "https://platform.example.com/events", Token: "signs",
		EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", RedirectDomain: "platform.example.com",
		PermissionSets: []int{8, 13}, PushTickets: true,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if plain, err := db.Component(t.Context(), "wxplain"); err != nil || len(plain.PermissionSets) < 4 {
		t.Errorf("sets of a platform that names none: %v, %v", plain.PermissionSets, err)
	}
	for component, want := range map[string]store.AuthorizationState{"wxplat": store.AuthorizationGranted, "wxplain": store.AuthorizationVoid} {
		if a, err := db.Authorization(t.Context(), "wxshop", component); err != nil || a.State != want || len(a.Salt) != 16 {
			t.Errorf("authorization of %s: %+v, %v", component, a, err)
		}
	}
}

// TestWrongComponents holds what a seed file may not say.
func TestWrongComponents(t *testing.T) {
	db, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for text, reason := range map[string]string{
		"accounts: [{appid: wx1, secret: s, kind: component}]":                                  "declared under components",
		"components: [{appid: wx1}]":                                                            "secret is missing",
		"components: [{appid: wx 1, secret: s}]":                                                "appid",
		"components: [{appid: wx1, secret: s, ip_list: [everywhere]}]":                          "ip_list",
		"components: [{appid: wx1, secret: s, event_url: /events}]":                             "event_url",
		"components: [{appid: wx1, secret: s, event_url: 'http://h/'}]":                         "need a token",
		"components: [{appid: wx1, secret: s, encoding_aes_key: short}]":                        "43 letters",
		"components: [{appid: wx1, secret: s, redirect_domain: 'https://h'}]":                   "redirect_domain",
		"components: [{appid: wx1, secret: s, redirect_domain: 'h; form-action *'}]":            "redirect_domain",
		"components: [{appid: wx1, secret: s, permission_sets: [0]}]":                           "permission_sets",
		"components: [{appid: wx1, secret: s, quotas: {nothing: {daily: 1}}}]":                  "no interface",
		"authorizations: [{component: wx1}]":                                                    "both needed",
		"authorizations: [{component: wx1, appid: wx2, state: maybe}]":                          "state",
		"authorizations: [{component: wx1, appid: wx2}]":                                        "not found",
		"accounts: [{appid: wx1, secret: s}]\ncomponents: [{appid: wx1, secret: s}]":            "account's",
		"components: [{appid: wx2, secret: s}]\nauthorizations: [{component: wx2, appid: wx2}]": "not found",
	} {
		_, err := (seed.Loader{Store: db}).Text(t.Context(), text)
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v, want %q", text, err, reason)
		}
	}
}
