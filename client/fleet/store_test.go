package fleet_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// district is where the stores of the tests are.
const district = "440105"

// placeOf names the place of a store of the tests.
func placeOf(account, n int) (id, name, address string) {
	return fmt.Sprintf("1%09d%09d", account, n), fmt.Sprintf("示例饺子馆%d号%d店", account, n), fmt.Sprintf("示例路%d号%d铺", account, n)
}

// wantedStores are stores of some accounts, each at a place that the map has, or without
// places at ones that it does not have.
func wantedStores(accounts, each int, picture string, change func(*fleet.DesiredStore)) iter.Seq2[fleet.Desired, error] {
	return func(yield func(fleet.Desired, error) bool) {
		line := 1
		for a := range accounts {
			for n := range each {
				line++
				_, name, address := placeOf(a, n)
				d := &fleet.DesiredStore{
					StoreKey: fmt.Sprintf("s%d", n), Name: name, District: district, Address: address, Category: "美食:中餐厅", Introduction: "水饺",
					Latitude: "23.0767", Longitude: "113.3032", Photo: &fleet.Picture{From: picture}, LicencePhoto: &fleet.Picture{From: picture},
					Phone: "020-66666666", Hours: "09:00-21:00", Licence: fmt.Sprintf("91440101MA5%07d", line), Pictures: []fleet.Picture{{From: picture}}, Card: "pCard",
				}
				if change != nil {
					change(d)
				}
				if !yield(fleet.Desired{Line: line, AppID: appID(a), Account: fleet.Listed, Store: d}, nil) {
					return
				}
			}
		}
	}
}

// serveStores starts a service of accounts with places, and the card that the stores have.
func serveStores(t testing.TB, accounts, places int, opts ...wxastoretest.Option) *wxastoretest.Server {
	t.Helper()
	srv := serve(t, accounts, opts...)
	for a := range accounts {
		srv.AddCard(appID(a), wxastoretest.Card{ID: "pCard", Type: "member_card"})
		for n := range places {
			id, name, address := placeOf(a, n)
			srv.AddPlace(wxastoretest.Place{ID: id, Name: name, Address: address, DistrictID: district, Lat: 23.07, Lng: 113.3, Category: "美食:中餐厅"})
		}
	}
	return srv
}

// decide ends all reviews of a kind.
func decide(srv *wxastoretest.Server, appID string, kind wxastoretest.ReviewKind, pass bool) (n int) {
	for _, r := range srv.Reviews(appID) {
		if r.Kind != kind || r.State != wxastoretest.ReviewReviewing {
			continue
		}
		n++
		if pass {
			srv.PassReview(appID, r.AuditID)
		} else {
			srv.FailReview(appID, r.AuditID, "照片与门店不符")
		}
	}
	return n
}

func storesOf(t testing.TB, srv *wxastoretest.Server, appID string) (all []weixin.ListedStore) {
	t.Helper()
	for one, err := range srv.APIFor(appID, secretOf(appID)).Stores().All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// TestStoresOverDays makes places and stores whose reviews take days: each resume goes on
// with what has passed, and nothing is sent twice.
func TestStoresOverDays(t *testing.T) {
	const accounts, each = 2, 3
	srv, ledger := serveStores(t, accounts, 0, wxastoretest.WithManualReviews()), newLedger(t)
	caller, picture := accountsAt(t, srv.URL), writePNG(t, 1)
	p := planner(ledger, caller)
	plan := makePlan(t, p, wantedStores(accounts, each, picture, nil))
	wantCalls := []string{weixin.CreateMapPOI.Path, weixin.AddStore.Path, weixin.SetStoreCard.Path}
	if plan.Kind != fleet.OfStores || plan.Counts()[fleet.Modify] != accounts*each || !slices.Equal(plan.Steps[0].Calls, wantCalls) {
		t.Fatalf("%v %v %v", plan.Counts(), plan.Steps[0].Calls, plan.Groups())
	}
	run, err := runner(ledger, caller).Apply(t.Context(), plan)
	if err != nil || run.State != fleet.Open || run.Kind != fleet.OfStores || run.Count[fleet.Waiting] != accounts*each || !strings.Contains(run.Why, "6 waiting for Weixin's review since 20") {
		t.Fatalf("%+v, %v", run, err)
	}
	resume := func(want map[fleet.State]int) {
		t.Helper()
		run, err := runner(ledger, caller).Resume(t.Context(), "")
		if err != nil || fmt.Sprint(run.Count) != fmt.Sprint(want) {
			t.Fatalf("%v, want %v: %v", run.Count, want, err)
		}
	}
	resume(map[fleet.State]int{fleet.Waiting: 6})
	if n := decide(srv, appID(0), wxastoretest.ReviewPlace, true); n != each {
		t.Fatalf("%d places are reviewed", n)
	}
	resume(map[fleet.State]int{fleet.Waiting: 6})
	if got := storesOf(t, srv, appID(0)); len(got) != each {
		t.Fatalf("%d stores", len(got))
	}
	decide(srv, appID(0), wxastoretest.ReviewStore, true)
	decide(srv, appID(1), wxastoretest.ReviewPlace, true)
	resume(map[fleet.State]int{fleet.Done: 3, fleet.Waiting: 3})
	decide(srv, appID(1), wxastoretest.ReviewStore, true)
	resume(map[fleet.State]int{fleet.Done: 6})
	srv.CheckCalls(t, weixin.CreateMapPOI.Name, 6)
	srv.CheckCalls(t, weixin.AddStore.Name, 6)
	srv.CheckCalls(t, weixin.SetStoreCard.Name, 6)
	srv.CheckCalls(t, weixin.UploadImage.Name, accounts)
	again := makePlan(t, p, wantedStores(accounts, each, picture, nil))
	if again.Counts()[fleet.Nothing] != 6 {
		t.Errorf("the second plan: %v %v %v", again.Counts(), again.Steps[0].Calls, again.Groups())
	}
}

// apply plans and applies rows.
func apply(t *testing.T, ledger fleet.Ledger, caller *fleet.Accounts, rows fleet.Rows) (*fleet.Plan, fleet.Run) {
	t.Helper()
	plan := makePlan(t, planner(ledger, caller), rows)
	run, err := runner(ledger, caller).Apply(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	return plan, run
}

// TestStoresChangeAndGo changes stores by the same rows, refuses what cannot be changed,
// and deletes them.
func TestStoresChangeAndGo(t *testing.T) {
	srv, ledger := serveStores(t, 1, 2), newLedger(t)
	caller, picture, other := accountsAt(t, srv.URL), writePNG(t, 1), writePNG(t, 2)
	if _, run := apply(t, ledger, caller, wantedStores(1, 2, picture, nil)); run.Count[fleet.Done] != 2 {
		t.Fatal(run.Count)
	}
	plan, run := apply(t, ledger, caller, wantedStores(1, 2, other, func(d *fleet.DesiredStore) { d.Hours, d.Photo = "10:00-22:00", nil }))
	if run.Count[fleet.Done] != 2 || !slices.Equal(plan.Steps[0].Calls, []string{weixin.UpdateStore.Path}) {
		t.Fatalf("%v %v %v", run.Count, plan.Steps[0].Calls, plan.Groups())
	}
	for _, one := range storesOf(t, srv, appID(0)) {
		if one.OpenTime != "10:00-22:00" || len(one.PhotoList) != 1 {
			t.Errorf("%+v", one)
		}
	}
	plan = makePlan(t, planner(ledger, caller), wantedStores(1, 2, other, func(d *fleet.DesiredStore) { d.Licence = "another" }))
	if plan.Counts()[fleet.Block] != 2 || plan.Groups()[0].Reason != fleet.StoreFixed {
		t.Errorf("%v %v", plan.Counts(), plan.Groups())
	}
	gone := func(d *fleet.DesiredStore) { *d = fleet.DesiredStore{StoreKey: d.StoreKey, Delete: true} }
	if _, run := apply(t, ledger, caller, wantedStores(1, 2, picture, gone)); run.Count[fleet.Done] != 2 || len(storesOf(t, srv, appID(0))) != 0 {
		t.Errorf("%v", run.Count)
	}
	if plan := makePlan(t, planner(ledger, caller), wantedStores(1, 2, picture, gone)); plan.Counts()[fleet.Nothing] != 2 {
		t.Errorf("%v %v", plan.Counts(), plan.Groups())
	}
}

// TestRefusedReviews names why a review has failed, sends nothing again as it was, and
// makes a store again that was mended. The reasons come with events.
func TestRefusedReviews(t *testing.T) {
	srv, ledger := serveStores(t, 1, 1, wxastoretest.WithManualReviews()), newLedger(t)
	caller, picture := accountsAt(t, srv.URL), writePNG(t, 1)
	if _, run := apply(t, ledger, caller, wantedStores(1, 1, picture, nil)); run.Count[fleet.Waiting] != 1 {
		t.Fatal(run.Count)
	}
	audit := srv.Reviews(appID(0))[0].AuditID
	decide(srv, appID(0), wxastoretest.ReviewStore, false)
	event := weixin.EventAddStoreAudit.ForAccount(srv.Now(), weixin.AddStoreAuditBody{AuditID: audit, Status: weixin.AuditFailed, Reason: "照片与门店不符"})
	for range 2 {
		if about, err := fleet.Note(t.Context(), ledger, appID(0), event); !about || err != nil {
			t.Fatal(about, err)
		}
	}
	if about, err := fleet.Note(t.Context(), ledger, appID(0), weixin.EventDebugDemo.ForAccount(srv.Now(), weixin.DebugDemoBody{})); about || err != nil {
		t.Error(about, err)
	}
	run, err := runner(ledger, caller).Resume(t.Context(), "")
	if err != nil || run.Count[fleet.BadInput] != 1 {
		t.Fatal(run.Count, err)
	}
	for i, err := range ledger.Items(t.Context(), run.ID) {
		if err != nil || i.Outcome.Text != "照片与门店不符" {
			t.Errorf("%+v, %v", i.Outcome, err)
		}
	}
	plan := makePlan(t, planner(ledger, caller), wantedStores(1, 1, picture, nil))
	if g := plan.Groups(); len(g) != 1 || g[0].Reason != fleet.StoreRefused || g[0].Steps[0].Blockers[0].Detail != "照片与门店不符" {
		t.Fatalf("%+v", g)
	}
	mended := wantedStores(1, 1, writePNG(t, 9), nil)
	plan, run = apply(t, ledger, caller, mended)
	if !slices.Equal(plan.Steps[0].Calls, []string{weixin.DeleteStore.Path, weixin.AddStore.Path, weixin.SetStoreCard.Path}) || run.Count[fleet.Waiting] != 1 {
		t.Fatalf("%v %v", plan.Steps[0].Calls, run.Count)
	}
	decide(srv, appID(0), wxastoretest.ReviewStore, true)
	if run, err := runner(ledger, caller).Resume(t.Context(), ""); err != nil || run.Count[fleet.Done] != 1 || len(storesOf(t, srv, appID(0))) != 1 {
		t.Error(run.Count, err)
	}
}

// TestUnknownStores loses the answer of each call, once and always: a store is looked for
// before anything is sent again, and none is made twice.
func TestUnknownStores(t *testing.T) {
	srv, ledger := serveStores(t, 1, 1), newLedger(t)
	caller, picture := accountsAt(t, srv.URL), writePNG(t, 1)
	for _, i := range []string{weixin.AddStore.Name, weixin.SetStoreCard.Name, weixin.UploadImage.Name} {
		srv.Inject(wxastoretest.Fault{Interface: i, Times: 1, Do: wxastoretest.CutConnection()})
	}
	if _, run := apply(t, ledger, caller, wantedStores(1, 1, picture, nil)); run.Count[fleet.Done] != 1 || len(storesOf(t, srv, appID(0))) != 1 {
		t.Fatal(run.Count)
	}
	srv.Inject(wxastoretest.Fault{Interface: weixin.UpdateStore.Name, Times: 1, Do: wxastoretest.AnswerGarbage()})
	if _, run := apply(t, ledger, caller, wantedStores(1, 1, picture, func(d *fleet.DesiredStore) { d.Hours = "08:00-20:00" })); run.Count[fleet.Done] != 1 {
		t.Fatal(run.Count)
	}
	srv.Inject(wxastoretest.Fault{Interface: weixin.DeleteStore.Name, Times: 1, Do: wxastoretest.AnswerStatus(502)})
	if _, run := apply(t, ledger, caller, wantedStores(1, 1, picture, func(d *fleet.DesiredStore) { d.Delete = true })); run.Count[fleet.Done] != 1 || len(storesOf(t, srv, appID(0))) != 0 {
		t.Fatal(run.Count)
	}
}

// TestUnknownPlace never asks for a place a second time by itself: a review of three days
// hides whether it was asked for.
func TestUnknownPlace(t *testing.T) {
	srv, ledger := serveStores(t, 1, 0), newLedger(t)
	caller, picture := accountsAt(t, srv.URL), writePNG(t, 1)
	id := srv.Inject(wxastoretest.Fault{Interface: weixin.CreateMapPOI.Name, Do: wxastoretest.CutConnection()})
	_, run := apply(t, ledger, caller, wantedStores(1, 1, picture, nil))
	if run.Count[fleet.Unknown] != 1 || id == "" {
		t.Fatal(run.Count)
	}
	calls := len(srv.CallsOf(weixin.CreateMapPOI.Name))
	srv.ClearFaults()
	if run, err := runner(ledger, caller).Resume(t.Context(), ""); err != nil || run.Count[fleet.Unknown] != 1 {
		t.Fatal(run.Count, err)
	}
	srv.CheckCalls(t, weixin.CreateMapPOI.Name, calls)
	if plan := makePlan(t, planner(ledger, caller), wantedStores(1, 1, picture, nil)); plan.Groups()[0].Reason != fleet.UnknownBefore {
		t.Errorf("%+v", plan.Groups())
	}
	if run, err := runner(ledger, caller).Retry(t.Context(), "", fleet.Unknown); err != nil || run.Count[fleet.Done] != 1 {
		t.Fatal(run.Count, err)
	}
	srv.CheckCalls(t, weixin.CreateMapPOI.Name, calls+1)
}

// TestFoundPlace goes on with a place whose answer was lost, once the map has it.
func TestFoundPlace(t *testing.T) {
	srv, ledger := serveStores(t, 1, 0), newLedger(t)
	caller, picture := accountsAt(t, srv.URL), writePNG(t, 1)
	srv.Inject(wxastoretest.Fault{Interface: weixin.CreateMapPOI.Name, Do: wxastoretest.AnswerNothing()})
	_, run := apply(t, ledger, caller, wantedStores(1, 1, picture, nil))
	if run.Count[fleet.Unknown] != 1 {
		t.Fatal(run.Count)
	}
	id, name, address := placeOf(0, 0)
	srv.AddPlace(wxastoretest.Place{ID: id, Name: name, Address: "广东省广州市海珠区" + address, DistrictID: district, Lat: 23, Lng: 113})
	if run, err := runner(ledger, caller).Resume(context.Background(), ""); err != nil || run.Count[fleet.Done] != 1 {
		t.Fatal(run.Count, err)
	}
	srv.CheckCalls(t, weixin.CreateMapPOI.Name, 1)
}
