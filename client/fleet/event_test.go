package fleet_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/message"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestEvents hands the events of a message URL to a ledger, which tell what no call does:
// that a place was refused and why, and how new pictures were judged.
func TestEvents(t *testing.T) {
	srv, ledger := serveStores(t, 0, 0, wxastoretest.WithManualReviews()), newLedger(t)
	const token = "signs"
	receiver, err := message.NewReceiver(message.Config{AppID: appID(0), Token: token, OnEvent: func(ctx context.Context, e message.Event) error {
		_, err := fleet.Note(ctx, ledger, e.AppID, e.AccountEvent)
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(receiver)
	t.Cleanup(listener.Close)
	srv.AddAccount(wxastoretest.Account{
		AppID: appID(0), Secret: secretOf(appID(0)), MessageURL: listener.URL, MessageToken: token, Merchant: &wxastoretest.Merchant{Nickname: "店", Intro: "x"},
	})
	srv.AddCard(appID(0), wxastoretest.Card{ID: "pCard"})
	caller, picture := accountsAt(t, srv.URL), writePNG(t, 1)
	ends := func(kind wxastoretest.ReviewKind, pass bool, event string, want fleet.State) {
		t.Helper()
		if n := decide(srv, appID(0), kind, pass); n != 1 {
			t.Fatalf("%d reviews of %s", n, kind)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		srv.WaitForEvent(ctx, appID(0), event)
		run, err := runner(ledger, caller).Resume(t.Context(), "")
		if err != nil || run.Count[want] != 1 {
			t.Fatal(run.Count, err)
		}
		for i, err := range ledger.Items(t.Context(), run.ID, fleet.BadInput) {
			if err != nil || i.Outcome.Text != "照片与门店不符" {
				t.Errorf("%+v, %v", i.Outcome, err)
			}
		}
	}
	begin := func(rows fleet.Rows) {
		t.Helper()
		if plan, run := apply(t, ledger, caller, rows); run.Count[fleet.Waiting] != 1 {
			t.Fatalf("%v, %v", run.Count, plan.Groups())
		}
	}
	refused := func(rows fleet.Rows) {
		t.Helper()
		if g := makePlan(t, planner(ledger, caller), rows).Groups(); len(g) != 1 || g[0].Reason != fleet.StoreRefused {
			t.Errorf("%+v", g)
		}
	}
	begin(wantedStores(1, 1, picture, nil))
	ends(wxastoretest.ReviewPlace, false, weixin.EventCreateMapPOI.Name, fleet.BadInput)
	refused(wantedStores(1, 1, picture, nil))
	mended := func(d *fleet.DesiredStore) { d.Introduction = "水饺，煎饺" }
	begin(wantedStores(1, 1, picture, mended))
	ends(wxastoretest.ReviewPlace, true, weixin.EventCreateMapPOI.Name, fleet.Waiting)
	ends(wxastoretest.ReviewStore, true, weixin.EventAddStoreAudit.Name, fleet.Done)
	other := writePNG(t, 2)
	begin(wantedStores(1, 1, other, mended))
	ends(wxastoretest.ReviewPictures, false, weixin.EventModifyStoreAudit.Name, fleet.BadInput)
	refused(wantedStores(1, 1, other, mended))
	begin(wantedStores(1, 1, writePNG(t, 3), mended))
	ends(wxastoretest.ReviewPictures, true, weixin.EventModifyStoreAudit.Name, fleet.Done)
}
