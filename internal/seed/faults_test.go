package seed_test

import (
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// withFaults is a setup whose loader takes faults.
func withFaults(t *testing.T) *bench {
	t.Helper()
	b := setup(t)
	faults, err := fault.New(t.Context(), b.db, rand.NewPCG(1, 1), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	b.loader.Faults = faults
	return b
}

func (b *bench) wantFaults(t *testing.T, want ...store.Fault) {
	t.Helper()
	got, err := b.db.Faults(t.Context())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

// TestFaults loads faults, spends one of a count, and loads them once more,
// which changes nothing.
func TestFaults(t *testing.T) {
	b := withFaults(t)
	const text = `
faults:
  - {id: quota, interface: modifywxastore, appid: wx1, kind: code, probability: 0.5, code: 45009, count: 3}
  - {id: bad, kind: status, status: 503}
accounts: [{appid: wx1, secret: one}]
---
faults:
  - id: slow
    kind: latency
    latency: {shape: lognormal, min: 1.5s, sigma: 0.4}
  - {id: wide, kind: latency, latency: {shape: uniform, min: 0s, max: 20ms}}
`
	bad := store.Fault{ID: "bad", Kind: store.FaultStatus, Probability: 1, Left: -1, Status: 503}
	quota := store.Fault{ID: "quota", Interface: "modifywxastore", AppID: "wx1", Kind: store.FaultCode, Probability: 0.5, Left: 3, Code: 45009}
	slow := store.Fault{ID: "slow", Kind: store.FaultLatency, Probability: 1, Left: -1, Latency: store.Latency{Shape: "lognormal", Min: 1500 * time.Millisecond, Sigma: 0.4}}
	wide := store.Fault{ID: "wide", Kind: store.FaultLatency, Probability: 1, Left: -1, Latency: store.Latency{Shape: "uniform", Max: 20 * time.Millisecond}}
	for i, want := range []seed.Result{{Accounts: 1, Faults: 4, Changed: 5}, {Accounts: 1, Faults: 4}} {
		if got, err := b.load(t, text); err != nil || got != want {
			t.Fatalf("load %d: %+v, %v; want %+v", i+1, got, err, want)
		}
		b.wantFaults(t, bad, quota, slow, wide)
		if i == 0 {
			if took, err := storetest.With(b.db).TakeFault(t.Context(), "quota"); !took || err != nil {
				t.Fatal(took, err)
			}
			quota.Left = 2
		}
	}
	got, err := b.load(t, strings.Replace(text, "45009", "45011", 1))
	if want := (seed.Result{Accounts: 1, Faults: 4, Changed: 1}); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	quota.Code = 45011
	b.wantFaults(t, bad, quota, slow, wide)
}

// TestFaultsRefused holds what is said of faults that cannot be, and that
// nothing of their document is applied.
func TestFaultsRefused(t *testing.T) {
	b := withFaults(t)
	for text, want := range map[string]string{
		"{kind: empty}":                                   `document 1, fault 1 (): id ""`,
		"{id: x}":                                         `fault 1 (x): unknown kind ""`,
		"{id: x, kind: empty, count: 0}":                  "count must be 1 or more",
		"{id: x, kind: empty, probability: 0}":            "probability 0",
		"{id: x, kind: empty, interface: nope}":           "no interface",
		"{id: x, kind: code}":                             "code must not be 0",
		"{id: x, kind: latency, latency: {shape: fixed}}": "min 0s",
		"{id: x, kind: latency, latency: {min: soon}}":    "document 1",
		"{id: x, kind: empty, color: red}":                "color",
	} {
		_, err := b.load(t, "accounts: [{appid: wx1, secret: one}]\nfaults: ["+text+"]")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v does not say %q", text, err, want)
		}
	}
	if _, err := b.db.Account(t.Context(), "wx1"); err == nil {
		t.Error("the account of a document that was refused is there")
	}
	b.wantFaults(t)
	b.loader.Faults = nil
	if _, err := b.load(t, "faults: [{id: x, kind: empty}]"); err == nil || !strings.Contains(err.Error(), "cannot be seeded here") {
		t.Errorf("a loader without faults: %v", err)
	}
}

// TestPlaces declares places, twice, and refuses what is not one.
func TestPlaces(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const text = "places: [{id: \"2708071440732747189\", name: 示例, branch: 总店, district_id: \"440105\", lat: 23.1, lng: 113.3, photo: http://mmbiz.qpic.cn/a}]"
	for _, changed := range []int{1, 0} {
		if r, err := b.load(t, text); err != nil || r.Places != 1 || r.Changed != changed {
			t.Errorf("%+v, %v, want %d changed", r, err, changed)
		}
	}
	if p, err := b.db.Place(t.Context(), "2708071440732747189"); err != nil || !p.Listed || p.District != "海珠区" || p.Branch != "总店" {
		t.Errorf("%+v, %v", p, err)
	}
	for _, bad := range []string{"{id: x, name: a, district_id: \"440105\"}", "{id: 1, district_id: \"440105\"}", "{id: 1, name: a, district_id: \"9\"}", "{id: 1, shop: a}"} {
		if _, err := b.load(t, "places: ["+bad+"]"); err == nil {
			t.Errorf("%s: taken", bad)
		}
	}
}
