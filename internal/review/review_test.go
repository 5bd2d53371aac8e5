package review

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/weixin"
)

var at = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

// effects keeps as a setting what became of each review, and queues an event: one of
// each for each outcome.
type effects struct{}

func (effects) Keys(r store.Review) []store.Key { return []store.Key{store.SettingKey(effectOf(r))} }

func (effects) Outcome(tx store.Tx, r store.Review, at time.Time) error {
	before, err := tx.Setting(effectOf(r))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	tx.PutSetting(effectOf(r), fmt.Append(before, " ", r.State))
	tx.Enqueue(store.Delivery{
		Target: store.MessagesTarget(r.AppID), ID: fmt.Sprint(r.AuditID, r.State), Kind: string(r.Kind), Body: []byte("<xml/>"), CreatedAt: at,
	})
	return nil
}

// Gone are the reviews with the name gone.
func (effects) Gone(_ store.Tx, r store.Review) (bool, error) { return r.Name == "gone", nil }

func effectOf(r store.Review) string { return fmt.Sprintf("effect %s %d", r.AppID, r.AuditID) }

// bench is a module over a store in memory.
type bench struct {
	*Module
	store *sqlstore.Store
	now   time.Time
}

func newBench(t testing.TB, config Config, rules ...store.ReviewRule) *bench {
	t.Helper()
	s, err := sqlstore.Open(context.Background(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &bench{store: s, now: at}
	config.Store, config.Log, config.Clock = s, slog.New(slog.DiscardHandler), func() time.Time { return b.now }
	outcomes := make(map[store.ReviewKind]Outcome)
	for _, kind := range kinds() {
		outcomes[kind] = effects{}
	}
	b.Module = New(config, outcomes)
	err = s.Write(context.Background(), nil, func(tx store.Tx) error {
		tx.PutAccount(store.Account{AppID: "wx1", Kind: "service"})
		tx.PutReviewer(store.Reviewer{AppID: "wx1", Rules: rules})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) submit(t rapid.TB, kind store.ReviewKind, name string) (r store.Review) {
	err := b.store.Write(context.Background(), nil, func(tx store.Tx) (err error) {
		r, err = b.Submit(tx, store.Review{AppID: "wx1", Kind: kind, Name: name}, b.now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.read(t, r.AuditID)
}

// read returns a review, and fails if what it did is not what its state says.
func (b *bench) read(t rapid.TB, auditID int64) store.Review {
	r, err := b.store.Review(context.Background(), "wx1", auditID)
	if err != nil {
		t.Fatal(err)
	}
	effect, err := b.store.Setting(context.Background(), effectOf(r))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	outcomes := strings.TrimPrefix(string(effect), " reviewing")
	if want := " " + string(r.State); r.State.Decided() && outcomes != want || !r.State.Decided() && outcomes != "" {
		t.Fatalf("a review that is %s did %q", r.State, effect)
	}
	if r.State.Decided() != (r.DueAt.IsZero() && !r.DecidedAt.IsZero()) || (r.Reason == "") == (r.State == store.ReviewFailed || r.State == store.ReviewRefused) {
		t.Fatalf("%+v", r)
	}
	return r
}

// TestRules holds what becomes of a review by its rules and its mode.
func TestRules(t *testing.T) {
	t.Parallel()
	like := func(rule store.ReviewRule) []store.ReviewRule { return []store.ReviewRule{rule} }
	const later = time.Hour
	for name, c := range map[string]struct {
		manual bool
		kind   store.ReviewKind
		rules  []store.ReviewRule
		begins store.ReviewState
		ends   store.ReviewState
		reason string
	}{
		"auto":                        {false, store.ReviewApplication, nil, store.ReviewReviewing, store.ReviewPassed, ""},
		"a rule":                      {false, store.ReviewPlace, like(store.ReviewRule{Like: "DUMP", Reason: "why"}), store.ReviewReviewing, store.ReviewFailed, "why"},
		"no reason":                   {false, store.ReviewPlace, like(store.ReviewRule{}), store.ReviewReviewing, store.ReviewFailed, failedReason},
		"another name":                {false, store.ReviewPlace, like(store.ReviewRule{Like: "noodles"}), store.ReviewReviewing, store.ReviewPassed, ""},
		"another kind":                {false, store.ReviewPlace, like(store.ReviewRule{Kind: store.ReviewStore}), store.ReviewReviewing, store.ReviewPassed, ""},
		"a rule of calls":             {false, store.ReviewApplication, like(store.ReviewRule{Code: 85029}), store.ReviewReviewing, store.ReviewPassed, ""},
		"the administrator":           {false, store.ReviewApplication, like(store.ReviewRule{Refused: true, Reason: "no"}), store.ReviewWaiting, store.ReviewRefused, "no"},
		"no reason of his":            {false, store.ReviewApplication, like(store.ReviewRule{Refused: true}), store.ReviewWaiting, store.ReviewRefused, refusedReason},
		"only applications have one":  {false, store.ReviewStore, like(store.ReviewRule{Refused: true, Reason: "no"}), store.ReviewReviewing, store.ReviewFailed, "no"},
		"manual":                      {true, store.ReviewPictures, like(store.ReviewRule{}), store.ReviewReviewing, store.ReviewReviewing, ""},
		"manual, nobody confirms":     {true, store.ReviewApplication, nil, store.ReviewWaiting, store.ReviewRefused, lapsedReason},
		"manual, the rules play none": {true, store.ReviewApplication, like(store.ReviewRule{Like: "dump", Reason: "why"}), store.ReviewWaiting, store.ReviewRefused, lapsedReason},
	} {
		b := newBench(t, Config{Manual: c.manual, Delay: later}, c.rules...)
		r := b.submit(t, c.kind, "The Dumpling")
		if r.State != c.begins || r.AuditID < 100_000_000 || r.AuditID > 999_999_999 {
			t.Errorf("%s: begins as %+v, want %s", name, r, c.begins)
		}
		end := at.Add(later)
		if c.manual {
			end = at.Add(weixin.ConfirmTime)
		}
		if n, err := b.Settle(context.Background(), end.Add(-time.Millisecond)); n != 0 || err != nil {
			t.Errorf("%s: %d were decided too soon, %v", name, n, err)
		}
		for range 2 {
			if _, err := b.Settle(context.Background(), end); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if r := b.read(t, r.AuditID); r.State != c.ends || r.Reason != c.reason {
			t.Errorf("%s: ends as %s for %q, want %s for %q", name, r.State, r.Reason, c.ends, c.reason)
		}
	}
}

// TestEveryThird lets each third review fail.
func TestEveryThird(t *testing.T) {
	t.Parallel()
	b := newBench(t, Config{}, store.ReviewRule{Every: 3, Reason: "the third"})
	for i := range 7 {
		want := store.ReviewPassed
		if i%3 == 2 {
			want = store.ReviewFailed
		}
		// Without a delay it is decided in the write that submits it.
		if r := b.submit(t, store.ReviewStore, ""); r.State != want {
			t.Errorf("review %d: %s, want %s", i+1, r.State, want)
		}
	}
}

// TestDecide holds which decisions an operator may make when.
func TestDecide(t *testing.T) {
	t.Parallel()
	b := newBench(t, Config{Manual: true})
	decide := func(id int64, action Action, want store.ReviewState) {
		t.Helper()
		before := b.read(t, id)
		after, err := b.Decide(context.Background(), "wx1", id, Decision{action, "because"}, b.now)
		if want == "" {
			if refused := (Refusal{}); !errors.As(err, &refused) || b.read(t, id).State != before.State {
				t.Errorf("%s of one that is %s: %+v, %v, want a Refusal", action, before.State, after, err)
			}
		} else if err != nil || after.State != want || b.read(t, id).State != want {
			t.Errorf("%s of one that is %s: %+v, %v, want %s", action, before.State, after, err, want)
		}
	}
	passed, refused, place := b.submit(t, store.ReviewApplication, "").AuditID, b.submit(t, store.ReviewApplication, "").AuditID, b.submit(t, store.ReviewPlace, "").AuditID
	decide(passed, Pass, "")
	decide(passed, Fail, "")
	decide(passed, Confirm, store.ReviewReviewing)
	decide(passed, Confirm, "")
	decide(passed, Refuse, "")
	decide(passed, "eat", "")
	decide(passed, Pass, store.ReviewPassed)
	decide(passed, Fail, "")
	decide(refused, Refuse, store.ReviewRefused)
	decide(place, Fail, store.ReviewFailed)
	if _, err := b.Decide(context.Background(), "wx1", 1, Decision{Action: Pass}, at); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Decide of none: %v", err)
	}
}

// TestDecideGone holds that what is gone cannot pass, and that to fail it ends its review.
func TestDecideGone(t *testing.T) {
	b := newBench(t, Config{Manual: true})
	id := b.submit(t, store.ReviewPlace, "gone").AuditID
	refused := Refusal{}
	if _, err := b.Decide(t.Context(), "wx1", id, Decision{Action: Pass}, b.now); !errors.As(err, &refused) {
		t.Errorf("what is gone passes: %v", err)
	}
	if n, err := b.DecideAll(t.Context(), store.ReviewFilter{}, Decision{Action: Pass}, b.now); n != 0 || err != nil {
		t.Errorf("%d that are gone pass, %v", n, err)
	}
	if after, err := b.Decide(t.Context(), "wx1", id, Decision{Action: Fail}, b.now); err != nil || after.State != store.ReviewFailed {
		t.Errorf("what is gone cannot fail: %v, %v", after.State, err)
	}
}

// TestDecideAll decides all that a decision can be made about.
func TestDecideAll(t *testing.T) {
	t.Parallel()
	b := newBench(t, Config{Manual: true})
	application, store1, store2, place := b.submit(t, store.ReviewApplication, ""), b.submit(t, store.ReviewStore, ""), b.submit(t, store.ReviewStore, ""), b.submit(t, store.ReviewPlace, "")
	all := func(f store.ReviewFilter, action Action, want int) {
		t.Helper()
		if n, err := b.DecideAll(context.Background(), f, Decision{Action: action}, b.now); err != nil || n != want {
			t.Errorf("%s of %+v: %d, %v, want %d", action, f, n, err, want)
		}
	}
	all(store.ReviewFilter{Kind: store.ReviewStore}, Fail, 2)
	all(store.ReviewFilter{AppID: "another"}, Pass, 0)
	all(store.ReviewFilter{}, Pass, 1)
	all(store.ReviewFilter{}, Confirm, 1)
	for r, want := range map[int64]store.ReviewState{
		application.AuditID: store.ReviewReviewing, store1.AuditID: store.ReviewFailed, store2.AuditID: store.ReviewFailed, place.AuditID: store.ReviewPassed,
	} {
		if got := b.read(t, r).State; got != want {
			t.Errorf("review %d is %s, want %s", r, got, want)
		}
	}
	if _, err := b.DecideAll(context.Background(), store.ReviewFilter{}, Decision{Action: "eat"}, b.now); err == nil {
		t.Error("an action that there is not was carried out")
	}
}

// TestStateMachine submits and decides at random, in time and too late: no review
// ends twice, or without one effect and one event.
func TestStateMachine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t, Config{
			Manual: rapid.Bool().Draw(rt, "manual"), Delay: time.Duration(rapid.IntRange(0, 3).Draw(rt, "delay")) * time.Hour,
		}, rapid.SampledFrom([][]store.ReviewRule{nil, {{Every: 2}}, {{Refused: true}}, {{Like: "bad"}}}).Draw(rt, "rules")...)
		var ids []int64
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			switch rapid.IntRange(0, 3).Draw(rt, "step") {
			case 0:
				ids = append(ids, b.submit(rt, rapid.SampledFrom(kinds()).Draw(rt, "kind"), rapid.SampledFrom([]string{"good", "bad"}).Draw(rt, "name")).AuditID)
			case 1:
				b.now = b.now.Add(time.Duration(rapid.IntRange(0, 30).Draw(rt, "hours")) * time.Hour)
				if _, err := b.Settle(context.Background(), b.now); err != nil {
					rt.Fatal(err)
				}
			default:
				if len(ids) == 0 {
					continue
				}
				action := rapid.SampledFrom([]Action{Confirm, Refuse, Pass, Fail}).Draw(rt, "action")
				_, err := b.Decide(context.Background(), "wx1", rapid.SampledFrom(ids).Draw(rt, "id"), Decision{Action: action}, b.now)
				if refused := (Refusal{}); err != nil && !errors.As(err, &refused) {
					rt.Fatal(err)
				}
			}
		}
		ended := 0
		for _, id := range ids {
			if b.read(rt, id).State.Decided() {
				ended++
			}
		}
		events, err := b.store.Deliveries(context.Background(), store.DeliveryFilter{}, 1000)
		if err != nil {
			rt.Fatal(err)
		}
		outcomes := 0
		for _, e := range events {
			if !strings.HasSuffix(e.ID, string(store.ReviewReviewing)) {
				outcomes++
			}
		}
		if outcomes != ended {
			rt.Fatalf("%d events of %d outcomes", outcomes, ended)
		}
	})
}
