package fleet_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// answers is a service that gives tokens, and answers changes one after another, the last
// answer again and again. It notes when each change came.
type answers struct {
	mu    sync.Mutex
	texts []string
	came  []time.Time
}

func (a *answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != weixin.ModifyMerchant.Path {
		_, _ = io.WriteString(w, `{"access_token":"token","expires_in":7200}`)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.came = append(a.came, time.Now())
	_, _ = io.WriteString(w, a.texts[min(len(a.came), len(a.texts))-1])
}

func answer(code weixin.Code) string { return fmt.Sprintf(`{"errcode":%d,"errmsg":"x"}`, code) }

// TestBusyThenRefused: where the first of two calls may have taken effect, the refusal of the
// second does not say that nothing was changed.
func TestBusyThenRefused(t *testing.T) {
	for name, c := range map[string]struct {
		second weixin.Code
		state  fleet.State
		code   weixin.Code
	}{
		"limit": {weixin.ModifyLimit, fleet.Unknown, weixin.SystemError}, "input": {weixin.IllegalIntro, fleet.Unknown, weixin.SystemError},
		"busy": {weixin.SystemError, fleet.Unknown, weixin.SystemError}, "done": {weixin.OK, fleet.Done, weixin.OK},
	} {
		t.Run(name, func(t *testing.T) {
			weixinSays := &answers{texts: []string{answer(weixin.SystemError), answer(c.second)}}
			listener := httptest.NewServer(weixinSays)
			t.Cleanup(listener.Close)
			ledger, accounts := newLedger(t), accountsAt(t, listener.URL)
			p := planner(ledger, accounts)
			p.Offline = true
			run, err := runner(ledger, accounts).Apply(t.Context(), makePlan(t, p, wanted(1, "after", "")))
			if err != nil || run.Count[c.state] != 1 || len(weixinSays.came) != 2 {
				t.Fatalf("%v after %d calls, %v", run.Count, len(weixinSays.came), err)
			}
			for i, err := range ledger.Items(t.Context(), run.ID) {
				if err != nil || i.Outcome.Code != c.code {
					t.Errorf("%+v, %v", i.Outcome, err)
				}
			}
			known, err := ledger.Merchants(t.Context(), []string{appID(0)})
			if m := known[appID(0)]; err != nil || (m.Unknown != nil) != (c.state == fleet.Unknown) || !m.HeldUntil.IsZero() {
				t.Errorf("the ledger knows %+v, %v", m, err)
			}
			if c.state == fleet.Done {
				return
			}
			if run, err := runner(ledger, accounts).Resume(t.Context(), ""); err != nil || run.Count[fleet.Unknown] != 1 || len(weixinSays.came) != 2 {
				t.Errorf("resumed: %v after %d calls, %v", run.Count, len(weixinSays.came), err)
			}
		})
	}
}

// TestBusyRate sends a change once more no sooner than the rate lets it.
func TestBusyRate(t *testing.T) {
	t.Parallel()
	const perSecond = 4
	weixinSays := &answers{texts: []string{answer(weixin.SystemError), answer(weixin.OK), answer(weixin.SystemError), answer(weixin.OK)}}
	listener := httptest.NewServer(weixinSays)
	t.Cleanup(listener.Close)
	ledger, accounts := newLedger(t), accountsAt(t, listener.URL)
	p := planner(ledger, accounts)
	p.Offline = true
	r := runner(ledger, accounts)
	r.Options.PerSecond, r.Options.Parallel = perSecond, 1
	began := time.Now()
	run, err := r.Apply(t.Context(), makePlan(t, p, wanted(2, "after", "")))
	if err != nil || run.Count[fleet.Done] != 2 || len(weixinSays.came) != 4 {
		t.Fatalf("%v after %d calls, %v", run.Count, len(weixinSays.came), err)
	}
	if took := weixinSays.came[3].Sub(began); took < 3*time.Second/perSecond {
		t.Errorf("4 calls in %s, %d a second are allowed", took, perSecond)
	}
}

// TestStoresRate counts each page of an account's stores, and the look at a store that was
// changed, as calls of the rate.
func TestStoresRate(t *testing.T) {
	t.Parallel()
	const perSecond, stores = 10, 2*weixin.MaxStores + 1
	srv, ledger := serveStores(t, 1, 0), newLedger(t)
	for n := range stores {
		id, name, address := placeOf(0, n)
		srv.AddPlace(wxastoretest.Place{ID: id, Name: name, Address: address, DistrictID: district, Lat: 23.07, Lng: 113.3, Category: "美食:中餐厅"})
		srv.AddStore(appID(0), wxastoretest.Store{MapPoiID: id, Name: name, Address: address, Phone: "020-66666666", Hour: "09:00-21:00"})
	}
	caller, picture := accountsAt(t, srv.URL), writePNG(t, 1)
	change := func(d *fleet.DesiredStore) { d.Hours, d.Card = "10:00-20:00", "" }
	plan := makePlan(t, planner(ledger, caller), wantedStores(1, 1, picture, change))
	if !slices.Equal(plan.Steps[0].Calls, []string{weixin.UpdateStore.Path}) {
		t.Fatalf("%v, %v", plan.Steps[0].Calls, plan.Groups())
	}
	before := len(rated(srv))
	r := runner(ledger, caller)
	r.Options.PerSecond = perSecond
	began := time.Now()
	run, err := r.Apply(t.Context(), plan)
	took, calls := time.Since(began), rated(srv)[before:]
	if err != nil || run.Count[fleet.Done] != 1 || !slices.Contains(calls, weixin.GetStoreInfo.Name) || strings.Count(strings.Join(calls, " "), weixin.GetStoreList.Name) < 3 {
		t.Fatalf("%v, %v: %v", run.Count, calls, err)
	}
	if least := time.Duration(len(calls)-1) * time.Second / perSecond; took < least {
		t.Errorf("%d calls in %s: %v", len(calls), took, calls)
	}
}

// rated are the calls that the rate bounds: all but those for tokens.
func rated(srv *wxastoretest.Server) (names []string) {
	for _, c := range srv.Calls() {
		if c.AppID != "" && !strings.Contains(c.Interface, "token") {
			names = append(names, c.Interface)
		}
	}
	return names
}
