package fleet

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// stores goes through the stores of one account, one after another, and goes on at once
// with those whose review has ended by then.
func (r *Runner) stores(ctx context.Context, items []*Item, known map[string]Store) error {
	s, err := r.openShop(ctx, items, known)
	if err != nil {
		if _, ours := errors.AsType[ledgerError](err); ours {
			return err
		}
	}
	mine := make([]Store, len(items))
	for n, i := range items {
		mine[n] = known[i.Desired.Key()]
		mine[n].AppID, mine[n].StoreKey = i.Desired.AppID, i.Desired.Store.StoreKey
		if err != nil {
			if err := r.refuseStore(ctx, i, i.State, &mine[n], err, weixin.GetStoreList.Declared()); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return nil
	}
	defer r.Accounts.forget(items[0].Desired.AppID)
	todo := items
	for pass := 0; len(todo) > 0 && pass < maxMoves; pass++ {
		var called []*Item
		for n, i := range items {
			if pass > 0 && (i.State != Waiting || !contains(todo, i)) {
				continue
			}
			r.look(ctx)
			if r.halted() {
				return nil
			}
			did, err := r.store(ctx, s, i, &mine[n])
			if err != nil {
				return err
			}
			if did {
				called = append(called, i)
			}
			if id := mine[n].PoiID; id != "" {
				s.taken[id] = i.Desired.Store.StoreKey
			}
		}
		todo = called
		s.forget()
	}
	return nil
}

func contains(items []*Item, one *Item) bool {
	for _, i := range items {
		if i == one {
			return true
		}
	}
	return false
}

// openShop returns what is known of an account before its stores are looked at.
func (r *Runner) openShop(ctx context.Context, items []*Item, known map[string]Store) (*shop, error) {
	first := items[0].Desired
	c, err := r.Accounts.Client(first.AppID, first.Account)
	if err != nil {
		return nil, err
	}
	told, err := r.Ledger.Reviewed(context.WithoutCancel(ctx), first.AppID)
	if err != nil {
		return nil, ledgerError{err}
	}
	s := &shop{client: c, ask: r.ask, directory: &r.directory, told: told, taken: make(map[string]string)}
	for _, i := range items {
		if k := known[i.Desired.Key()]; k.PoiID != "" {
			s.taken[k.PoiID] = k.StoreKey
		}
	}
	return s, nil
}

// ask makes a call that changes nothing, within the run's limit of calls a second.
func (r *Runner) ask(ctx context.Context, call func() error) error {
	if err := r.limiter.Wait(ctx); err != nil {
		return err
	}
	return call()
}

// sendings is how often a call of one store is sent in one go, where its outcome is not
// known and the store shows that it did not take effect.
const sendings = 2

// store leads one store as far as it goes now, and reports whether a call was sent. Its
// error is the ledger's, and ends the run.
func (r *Runner) store(ctx context.Context, s *shop, i *Item, k *Store) (called bool, err error) {
	from, d := i.State, i.Desired.Store
	i.Outcome = Outcome{Attempts: i.Outcome.Attempts + 1}
	sent := make(map[string]int)
	var last error
	for range maxMoves {
		f, err := s.look(ctx, d, *k)
		if err != nil {
			return called, r.refuseStore(ctx, i, from, k, err, weixin.GetStoreList.Declared())
		}
		f.now, f.again = r.Now().UTC(), r.sendAgain && sent[weixin.CreateMapPOI.Path] == 0
		k.learn(d, f, s.told)
		m := d.next(*k, f)
		if m.call == "" {
			return called, r.rest(ctx, i, from, k, f, m)
		}
		if sent[m.call] == sendings {
			return called, r.refuseStore(ctx, i, from, k, last, weixin.GetStoreList.Declared())
		}
		sent[m.call]++
		called = true
		t := r.turn(s, i, &from, k, m, f)
		err = t.take(ctx, sent[m.call] > 1)
		switch {
		case err == nil && k.Waits.is(m.call):
			return called, r.rest(ctx, i, from, k, f, k.Waits.wait())
		case err == nil:
		case errors.As(err, new(ledgerError)):
			return called, err
		case t.open(err):
			last = err
			s.forget() // look before anything is sent again
		case errors.Is(err, weixin.StoreState):
			return called, r.rest(ctx, i, from, k, f, move{state: Waiting, since: f.now})
		default:
			return called, r.refuseStore(ctx, i, from, k, err, t.declared)
		}
	}
	return called, r.rest(ctx, i, from, k, facts{}, move{state: Failed, why: said.Errorf("the store does not become what is wanted")})
}

// rest notes the state in which a store is left.
func (r *Runner) rest(ctx context.Context, i *Item, from State, k *Store, f facts, m move) error {
	i.State, i.Outcome.Since, i.Outcome.At = m.state, m.since, r.Now().UTC()
	if m.why != nil {
		i.Outcome.because(m.why)
	}
	if m.state == Done && f.listed != nil {
		k.Shown = StoreValues{Phone: f.listed.Telephone, Hours: f.listed.OpenTime}
		k.Applied.Phone, k.Applied.Hours = i.Desired.Store.Phone, i.Desired.Store.Hours
		k.Applied.Licence = cmp.Or(k.Applied.Licence, i.Desired.Store.Licence)
	}
	if m.state == Later {
		i.Outcome.Until = r.Now().Add(time.Duration(i.Outcome.Attempts) * time.Second)
	}
	r.gate.saw(m.state == Later)
	return r.putStore(ctx, i, from, k, nil)
}

// refuseStore notes the error that a store ends with.
func (r *Runner) refuseStore(ctx context.Context, i *Item, from State, k *Store, err error, d weixin.Declaration) error {
	if ctx.Err() != nil {
		i.State = Pending // a resume looks for it
		return r.putStore(ctx, i, from, k, nil)
	}
	r.refused(i, err, d)
	return r.putStore(ctx, i, from, k, nil)
}

// putStore keeps an item with its store, in one write.
func (r *Runner) putStore(ctx context.Context, i *Item, from State, k *Store, change *Change) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	w := Write{Items: []Item{*i}, Stores: []Store{*k}}
	if change != nil {
		w.Changes = []Change{*change}
	}
	if err := r.Ledger.Write(ctx, w); err != nil {
		return ledgerError{err}
	}
	if from != i.State {
		r.moved(from, *i)
	}
	return nil
}
