package postgres_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// waits is two replicas and a third writer that holds rows while they write.
type waits struct {
	one, two store.Store
	third    *pgx.Conn
	watch    *pgx.Conn
	name     string
}

// newWaits begins with the platform wxplat and the event p1 that waits for it.
func newWaits(t *testing.T) *waits {
	t.Helper()
	address := pgtest.Address(t) + "&application_name=" + t.Name()
	w := &waits{one: open(t, address), two: open(t, address), name: t.Name()}
	t.Cleanup(func() {
		if err := errors.Join(w.one.Close(), w.two.Close()); err != nil {
			t.Error(err)
		}
	})
	w.third, w.watch = admin(t, address+"-third"), admin(t, address+"-watch")
	seeds := []store.ComponentSeed{{Account: store.Account{AppID: "wxplat"}, Component: store.Component{AppID: "wxplat"}}}
	if _, err := storetest.With(w.one).SeedComponents(t.Context(), seeds); err != nil {
		t.Fatal(err)
	}
	err := storetest.With(w.one).Decide(t.Context(), "wxplat", "", store.Hash{}, func(store.Standing) (store.Decision, error) {
		return store.Decision{Deliveries: []store.Delivery{{Target: wxplat, ID: "p1", Kind: "authorized", Body: []byte("1"), CreatedAt: time.UnixMilli(1)}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *waits) lease(t *testing.T, s store.Store, by string) []store.Delivery {
	leased, err := s.LeaseDeliveries(t.Context(), store.Lease{By: by, Now: time.UnixMilli(1000), Until: time.UnixMilli(2000), Targets: 10, Each: func(store.Target) int { return 1 }})
	if err != nil {
		t.Errorf("LeaseDeliveries: %v", err)
	}
	return leased
}

// wxplat is the target of the events.
var wxplat = store.ComponentTarget("wxplat")

// settle gives the target back.
func settle(t *testing.T, s store.Store, how store.Settlement) error {
	how.Target = wxplat
	_, _, err := s.SettleDeliveries(t.Context(), []store.Settlement{how}, store.Lease{})
	return err
}

// meanwhile runs statements, lets the writes begin, and commits the statements
// once all of the writes wait for them.
func (w *waits) meanwhile(t *testing.T, statements string, writes ...func()) {
	t.Helper()
	tx, err := w.third.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.third.Exec(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var ended sync.Map
	for i, write := range writes {
		all.Go(func() {
			write()
			ended.Store(i, true)
		})
	}
	for waiting := 0; waiting < len(writes); {
		err := w.watch.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE application_name = $1 AND wait_event_type = 'Lock'`, w.name).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
		ended.Range(func(any, any) bool {
			t.Error("a write ended while another held what it reads")
			waiting = len(writes)
			return false
		})
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	all.Wait()
}

// TestOneReplicaLeases lets two replicas see the same event due.
func TestOneReplicaLeases(t *testing.T) {
	w := newWaits(t)
	var got [2][]store.Delivery
	w.meanwhile(t, `SELECT 1 FROM push_targets WHERE app_id = 'wxplat' FOR UPDATE`,
		func() { got[0] = w.lease(t, w.one, "one") }, func() { got[1] = w.lease(t, w.two, "two") })
	if len(got[0])+len(got[1]) != 1 {
		t.Errorf("one event was leased as %+v", got)
	}
}

// TestLeaseLooksAgain puts an event off between the two looks of a lease.
func TestLeaseLooksAgain(t *testing.T) {
	w := newWaits(t)
	w.meanwhile(t, `UPDATE push_targets SET due_at = 5000 WHERE app_id = 'wxplat'`, func() {
		if got := w.lease(t, w.one, "one"); len(got) != 0 {
			t.Errorf("leased %+v before it is due", got)
		}
	})
}

// TestNextEventIsSeen queues an event while the one before it goes: it must
// become due.
func TestNextEventIsSeen(t *testing.T) {
	const queue = `UPDATE push_targets SET last_seq = 2 WHERE app_id = 'wxplat';
		INSERT INTO pushes (app_id, id, seq, state, kind, body, created_at, attempts, last_error)
		VALUES ('wxplat', 'p2', 2, 'queued', 'authorized', '', 1, 0, '')`
	for name, goes := range map[string]func(s store.Store, p1 store.Delivery) error{
		"Drop": func(s store.Store, _ store.Delivery) error { return s.DropDelivery(t.Context(), wxplat, "p1") },
		"Done": func(s store.Store, p1 store.Delivery) error {
			return settle(t, s, store.Settlement{By: "one", Delivered: p1.Seq})
		},
		"Bury": func(s store.Store, p1 store.Delivery) error {
			return settle(t, s, store.Settlement{By: "one", Failed: p1.ID, Dead: true, Reason: "down"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWaits(t)
			leased := w.lease(t, w.one, "one")
			if len(leased) != 1 {
				t.Fatalf("leased %+v", leased)
			}
			w.meanwhile(t, queue, func() {
				if err := goes(w.one, leased[0]); err != nil {
					t.Error(err)
				}
			})
			if name == "Drop" {
				if err := settle(t, w.one, store.Settlement{By: "one"}); err != nil {
					t.Error(err)
				}
			}
			if got := w.lease(t, w.two, "two"); len(got) != 1 || got[0].ID != "p2" {
				t.Errorf("leased %+v, want p2", got)
			}
		})
	}
}

// TestResentIsNotDropped queues an event again while it is dropped for its age,
// and drops one for its age while it is queued again.
func TestResentIsNotDropped(t *testing.T) {
	w := newWaits(t)
	if err := settle(t, w.one, store.Settlement{By: "one", Failed: w.lease(t, w.one, "one")[0].ID, Dead: true, Reason: "down"}); err != nil {
		t.Fatal(err)
	}
	w.meanwhile(t, `UPDATE pushes SET state = 'queued' WHERE id = 'p1'`, func() {
		if n, err := w.one.DropDeliveries(t.Context(), time.UnixMilli(1000), 10); n != 0 || err != nil {
			t.Errorf("DropDeliveries = %d, %v of what was queued again", n, err)
		}
	})
	if _, err := w.third.Exec(t.Context(), `UPDATE pushes SET state = 'dead' WHERE id = 'p1'`); err != nil {
		t.Fatal(err)
	}
	w.meanwhile(t, `DELETE FROM pushes WHERE id = 'p1'`, func() {
		if err := w.one.ResendDelivery(t.Context(), wxplat, "p1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("ResendDelivery of what is dropped meanwhile: %v, want ErrNotFound", err)
		}
	})
}

// TestAccountStaysAnAccount adds an account while it is declared a platform.
func TestAccountStaysAnAccount(t *testing.T) {
	w := newWaits(t)
	w.meanwhile(t, `INSERT INTO accounts SELECT (a).* FROM (
		SELECT jsonb_populate_record(a, '{"app_id": "wxnew", "kind": "service"}') AS a FROM accounts AS a) AS new`, func() {
		seeds := []store.ComponentSeed{{Account: store.Account{AppID: "wxnew"}, Component: store.Component{AppID: "wxnew"}}}
		if _, err := storetest.With(w.one).SeedComponents(t.Context(), seeds); !errors.Is(err, store.ErrConflict) {
			t.Errorf("SeedComponents: %v, want ErrConflict", err)
		}
	})
	if a, err := w.one.Account(t.Context(), "wxnew"); err != nil || a.Kind != "service" {
		t.Errorf("the account is %+v, %v", a, err)
	}
}

// TestStandingIsHeld uses a code up and grants an authorization while others
// are about to decide about the same.
func TestStandingIsHeld(t *testing.T) {
	w := newWaits(t)
	ctx, code := t.Context(), store.Hash{1}
	if _, err := storetest.With(w.one).Seed(ctx, []store.Seed{{Account: store.Account{AppID: "wxshop", Kind: "service"}}}); err != nil {
		t.Fatal(err)
	}
	err := storetest.With(w.one).Decide(ctx, "wxplat", "", store.Hash{}, func(store.Standing) (store.Decision, error) {
		return store.Decision{Minted: &store.Code{Hash: code, Kind: store.CodeAuth}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.meanwhile(t, `SELECT 1 FROM accounts WHERE app_id = 'wxplat' FOR UPDATE; UPDATE component_codes SET used_at = 5`, func() {
		err := storetest.With(w.one).Decide(ctx, "wxplat", "", code, func(s store.Standing) (store.Decision, error) {
			if s.Code.UsedAt.UnixMilli() != 5 {
				t.Errorf("the code was used at %v when the rule began", s.Code.UsedAt)
			}
			return store.Decision{UseCode: time.UnixMilli(6)}, nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	w.meanwhile(t, `SELECT 1 FROM accounts WHERE app_id = 'wxshop' FOR UPDATE;
		INSERT INTO authorizations VALUES ('wxshop', 'wxplat', 'granted', '[1]', 'theirs', NULL, 1, 1)`, func() {
		seeds := []store.Authorization{{AppID: "wxshop", Component: "wxplat", State: store.AuthorizationGranted, Salt: []byte("ours")}}
		if _, err := storetest.With(w.two).SeedAuthorizations(ctx, seeds); err != nil {
			t.Error(err)
		}
	})
	if a, err := w.one.Authorization(ctx, "wxshop", "wxplat"); err != nil || string(a.Salt) != "theirs" || a.PermissionSets != nil {
		t.Errorf("the authorization is %+v, %v, want other sets with the tokens that were there", a, err)
	}
}
