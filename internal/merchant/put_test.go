package merchant

import (
	"errors"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// operated is a module with an account that has no merchant.
func operated(t *testing.T, s *sqlstore.Store, appID string) (*Module, *told) {
	t.Helper()
	if err := s.Write(t.Context(), nil, func(tx store.Tx) error {
		tx.PutAccount(store.Account{AppID: appID, Kind: "service", Name: "示例"})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	n := new(told)
	return &Module{Store: s, Notifier: n}, n
}

// standingOf is the state of the merchant and of the newest application.
func standingOf(t *testing.T, m *Module, appID string) (store.MerchantState, store.Review) {
	t.Helper()
	shown, err := m.Store.Merchant(t.Context(), appID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	newest, err := m.newest(t.Context(), appID)
	if err != nil {
		t.Fatal(err)
	}
	return shown.State, newest
}

// TestPutReviews holds that a merchant that is put under review has an application that
// can be decided, and that one which is put to an end has none that is open.
func TestPutReviews(t *testing.T) {
	t.Parallel()
	m, n := operated(t, openStore(t), "wx1")
	put := func(state store.MerchantState) {
		t.Helper()
		if err := m.Put(t.Context(), "wx1", store.Merchant{State: state, Nickname: "示例门店", Intro: "i"}, time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
	}
	applications := 0
	for i, step := range []struct {
		put    store.MerchantState
		review store.ReviewState
		more   int
	}{
		{store.MerchantApproved, "", 0}, {store.MerchantReviewing, store.ReviewReviewing, 1}, {store.MerchantReviewing, store.ReviewReviewing, 0},
		{store.MerchantApproved, store.ReviewPassed, 0}, {store.MerchantReviewing, store.ReviewReviewing, 1}, {store.MerchantFailed, store.ReviewFailed, 0},
	} {
		put(step.put)
		applications += step.more
		state, newest := standingOf(t, m, "wx1")
		list, _, err := m.Store.Reviews(t.Context(), store.ReviewFilter{AppID: "wx1"}, 10)
		if err != nil || state != step.put || newest.State != step.review || len(list) != applications || newest.State.Decided() == newest.DecidedAt.IsZero() && newest.AuditID != 0 {
			t.Errorf("step %d: %s, %+v, %d applications, %v", i, state, newest, len(list), err)
		}
	}
	if len(n.events) > 0 {
		t.Errorf("events were queued: %v", n.events)
	}
	put(store.MerchantReviewing)
	_, newest := standingOf(t, m, "wx1")
	newest.State = store.ReviewPassed
	if err := m.Store.Write(t.Context(), m.Keys(newest), func(tx store.Tx) error { tx.PutReview(newest); return m.Outcome(tx, newest, time.Unix(2, 0)) }); err != nil {
		t.Fatal(err)
	}
	if shown, err := m.Store.Merchant(t.Context(), "wx1"); err != nil || shown.State != store.MerchantApproved || shown.Nickname != "示例门店" {
		t.Errorf("decided: %+v, %v", shown, err)
	}
}

// TestSetApplication goes from every state to every other.
func TestSetApplication(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	states := []store.ReviewState{store.ReviewWaiting, store.ReviewReviewing, store.ReviewPassed, store.ReviewFailed, store.ReviewRefused}
	for _, from := range states {
		for _, to := range states {
			appID := "wx" + string(from) + string(to)
			m, n := operated(t, s, appID)
			for _, state := range []store.ReviewState{from, to} {
				r, err := m.SetApplication(t.Context(), appID, "", state, "why", time.Unix(1, 0))
				if err != nil || r.State != state {
					t.Fatalf("%s to %s: %+v, %v", from, to, r, err)
				}
			}
			want := store.MerchantReviewing
			if to.Decided() {
				want = store.MerchantFailed
			}
			if to == store.ReviewPassed {
				want = store.MerchantApproved
			}
			state, newest := standingOf(t, m, appID)
			if reasoned := to == store.ReviewFailed || to == store.ReviewRefused; state != want || newest.State != to || newest.Name != "示例" || (newest.Reason == "why") != reasoned || newest.DueAt.IsZero() == (to == store.ReviewWaiting) {
				t.Errorf("%s to %s: merchant %q, %+v", from, to, state, newest)
			}
			told := 0
			for _, s := range []store.ReviewState{from, to} {
				if s != store.ReviewWaiting {
					told++
				}
			}
			if from == to {
				told /= 2
			}
			if len(n.events) != told {
				t.Errorf("%s to %s: told of %v", from, to, n.events)
			}
		}
	}
	if _, err := (&Module{Store: s}).SetApplication(t.Context(), "wxnone", "", store.ReviewPassed, "", time.Unix(1, 0)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no account: %v", err)
	}
}

// TestAdd adds merchants of each state with the application that the state is of.
func TestAdd(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	for state, want := range map[store.MerchantState]store.ReviewState{
		store.MerchantApproved: "", store.MerchantReviewing: store.ReviewReviewing, store.MerchantFailed: store.ReviewFailed,
	} {
		appID := "wx" + string(state)
		m, _ := operated(t, s, appID)
		if err := s.Write(t.Context(), nil, func(tx store.Tx) error { return Add(tx, store.Merchant{AppID: appID, State: state}) }); err != nil {
			t.Fatal(err)
		}
		if got, newest := standingOf(t, m, appID); got != state || newest.State != want {
			t.Errorf("%s: %s, application %q", state, got, newest.State)
		}
	}
	err := s.Write(t.Context(), nil, func(tx store.Tx) error { return Add(tx, store.Merchant{AppID: "wxodd", State: "odd"}) })
	if _, said := errors.AsType[store.Sentence](err); !said {
		t.Errorf("an odd state: %v", err)
	}
}
