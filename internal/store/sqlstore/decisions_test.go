package sqlstore_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// The kinds of steps about a platform.
const (
	decides = iota
	usesTheCode
	refusesToDecide
	panicsDeciding
	mintsAgain
	failsAmongOthers
	platformKinds
)

// step is one write: of a kind, about one of two platforms and one of three
// accounts.
type step struct{ Kind, Platform, Account int }

// decided is a decision that was kept: the rule was given and returned these.
type decided struct {
	given store.Standing
	code  store.Hash
	kept  store.Decision
}

// TestDecisionsAreOneAtATime runs random decisions about the same platforms, of
// which some fail, at the same time: on PostgreSQL on two replicas with all
// their writers. Each that is kept says which number it has among its
// platform's. Made again in that order, one at a time, each must be given the
// same and all must leave the same.
func TestDecisionsAreOneAtATime(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		decisionsAreOneAtATime(t, openMemory(t), openMemory(t))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		address := pgtest.Address(t)
		var replicas []*sqlstore.Store
		for range 2 {
			s, err := sqlstore.Open(t.Context(), postgres.At(address), slog.New(slog.DiscardHandler))
			replicas = append(replicas, opened(t, s, err))
		}
		decisionsAreOneAtATime(t, openMemory(t), replicas...)
	})
}

func decisionsAreOneAtATime(t *testing.T, alone *sqlstore.Store, together ...*sqlstore.Store) {
	check := 0
	rapid.Check(t, func(rt *rapid.T) {
		check++
		one := rapid.Custom(func(rt *rapid.T) step {
			return step{
				rapid.IntRange(0, platformKinds-1).Draw(rt, "kind"), rapid.IntRange(0, 1).Draw(rt, "platform"), rapid.IntRange(0, 2).Draw(rt, "account"),
			}
		})
		series := rapid.SliceOfN(rapid.SliceOfN(one, 1, 6), 2, 8).Draw(rt, "series")
		w := world{rt, check}
		w.declare(alone)
		w.declare(together[0])
		done := make([][]decided, len(series))
		var all sync.WaitGroup
		for i, steps := range series {
			all.Go(func() {
				for _, st := range steps {
					if d, kept := w.take(together[i%len(together)], st); kept {
						done[i] = append(done[i], d)
					}
				}
			})
		}
		all.Wait()
		w.repeat(alone, slices.Concat(done...))
		for platform := range 2 {
			if diff := gocmp.Diff(w.left(alone, platform), w.left(together[0], platform)); diff != "" {
				rt.Errorf("platform %d has something else (-alone +together):\n%s", platform, diff)
			}
		}
	})
}

// world is the records of one check.
type world struct {
	rt    *rapid.T
	check int
}

func (w world) platform(i int) string { return fmt.Sprintf("wxplat%d-%d", w.check, i) }
func (w world) account(i int) string  { return fmt.Sprintf("wxshop%d-%d", w.check, i) }
func (w world) code(i int) store.Hash { return hash("code of " + w.platform(i)) }

// number is which number a decision has: the platform's TicketAt counts.
func number(c store.Component) int64 { return c.TicketAt.UnixMilli() }

// declare adds the accounts and the platforms, each with a code.
func (w world) declare(s *sqlstore.Store) {
	ctx := context.Background()
	var accounts []store.Seed
	for i := range 3 {
		accounts = append(accounts, store.Seed{Account: store.Account{AppID: w.account(i), Kind: "service"}})
	}
	_, err := storetest.With(s).Seed(ctx, accounts)
	for i := range 2 {
		c := store.Component{AppID: w.platform(i), TicketAt: time.UnixMilli(0)}
		_, seeded := storetest.With(s).SeedComponents(ctx, []store.ComponentSeed{{Account: store.Account{AppID: c.AppID}, Component: c}})
		err = errors.Join(err, seeded, storetest.With(s).Decide(ctx, c.AppID, "", store.Hash{}, func(store.Standing) (store.Decision, error) {
			return store.Decision{Minted: &store.Code{Hash: w.code(i), Kind: store.CodeAuth, UsedAt: time.UnixMilli(0)}}, nil
		}))
	}
	if err != nil {
		w.rt.Fatal(err)
	}
}

// take runs one write, checks that it ends as it must, and returns what it
// decided if that was kept.
func (w world) take(s *sqlstore.Store, st step) (d decided, kept bool) {
	ctx := context.Background()
	refused := errors.New("refused")
	platform := w.platform(st.Platform)
	if st.Kind == failsAmongOthers {
		err := s.WriteSQL(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
			return errors.Join(
				tx.Exec(ctx, "UPDATE push_targets SET last_seq = 1000 WHERE app_id = ?1", platform),
				tx.Exec(ctx, "UPDATE components SET ticket_at = 1000 WHERE app_id = ?1", platform),
				refused)
		})
		if !errors.Is(err, refused) {
			w.rt.Errorf("a write that fails: %v", err)
		}
		return d, false
	}
	if st.Kind == usesTheCode {
		d.code = w.code(st.Platform)
	}
	err := storetest.With(s).Decide(ctx, platform, w.account(st.Account), d.code, func(given store.Standing) (store.Decision, error) {
		switch {
		case st.Kind == refusesToDecide, st.Kind == usesTheCode && given.Code.UsedAt.UnixMilli() != 0:
			return store.Decision{}, refused
		case st.Kind == panicsDeciding:
			panic("mistake")
		}
		d.given, d.kept = given, w.decide(given, st)
		return d.kept, nil
	})
	switch {
	case err == nil && st.Kind <= usesTheCode:
		return d, true
	case st.Kind == mintsAgain && errors.Is(err, store.ErrConflict), st.Kind == panicsDeciding && err != nil,
		st.Kind != decides && err == refused:
		return d, false
	}
	w.rt.Errorf("step %+v: %v", st, err)
	return d, false
}

// decide changes all that a rule can.
func (w world) decide(given store.Standing, st step) store.Decision {
	c, a := given.Component, given.Authorization
	c.TicketAt = time.UnixMilli(number(c) + 1)
	name := fmt.Sprintf("%s decision %d", c.AppID, number(c))
	a.State, a.ChangedAt = store.AuthorizationGranted, c.TicketAt
	a.PermissionSets = append(slices.Clone(a.PermissionSets), int(number(c)))
	d := store.Decision{
		Component: &c, Authorization: &a,
		Minted:     &store.Code{Hash: hash(name), Kind: store.CodePreAuth, ExpiresAt: c.TicketAt},
		Deliveries: []store.Delivery{{Target: store.ComponentTarget(c.AppID), ID: name, Kind: []string{"authorized", "component_verify_ticket"}[number(c)%2], Supersedes: number(c)%2 == 1, Body: []byte(name)}},
	}
	switch st.Kind {
	case usesTheCode:
		d.UseCode = c.TicketAt
	case mintsAgain:
		d.Minted.Hash = w.code(st.Platform)
	}
	return d
}

// repeat makes the decisions again, one at a time and in order.
func (w world) repeat(s *sqlstore.Store, all []decided) {
	slices.SortStableFunc(all, func(a, b decided) int { return cmp.Compare(number(a.given.Component), number(b.given.Component)) })
	for _, d := range all {
		of := d.given.Authorization
		err := storetest.With(s).Decide(context.Background(), of.Component, of.AppID, d.code, func(given store.Standing) (store.Decision, error) {
			if diff := gocmp.Diff(given, d.given); diff != "" {
				w.rt.Errorf("a rule was given something else (-alone +together):\n%s", diff)
			}
			return d.kept, nil
		})
		if err != nil {
			w.rt.Errorf("repeated: %v", err)
		}
	}
}

// left is all that is kept of a platform.
func (w world) left(s *sqlstore.Store, platform int) []any {
	ctx, id := context.Background(), w.platform(platform)
	c, err := s.Component(ctx, id)
	code, codeErr := s.Code(ctx, id, w.code(platform))
	granted, total, grantedErr := s.Authorizations(ctx, id, 0, 10)
	pushes, pushesErr := s.Deliveries(ctx, store.DeliveryFilter{Target: store.ComponentTarget(id)}, 1000)
	if err := errors.Join(err, codeErr, grantedErr, pushesErr); err != nil {
		w.rt.Error(err)
	}
	list := []any{c, code, granted, total, pushes}
	for n := range number(c) { // the first is 1
		minted, err := s.Code(ctx, id, hash(fmt.Sprintf("%s decision %d", id, n+1)))
		if err != nil {
			w.rt.Error(err)
		}
		list = append(list, minted)
	}
	return list
}
