package postgres_test

import (
	"context"
	"errors"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// pair is two stores on one database. What it does not turn about, the first
// does.
type pair struct {
	store.Store
	second store.Store
	turn   atomic.Int64
}

// Observe observes the writes of both.
func (p *pair) Observe(f func([]store.Changed)) {
	p.Store.Observe(f)
	p.second.Observe(f)
}

func (p *pair) next() store.Store {
	if p.turn.Add(1)%2 == 0 {
		return p.second
	}
	return p.Store
}

func (p *pair) Account(ctx context.Context, appID string) (store.Account, error) {
	return p.next().Account(ctx, appID)
}

func (p *pair) Write(ctx context.Context, keys []store.Key, change func(store.Tx) error) error {
	return p.next().Write(ctx, keys, change)
}

// Bearer waits until both say the same, which one that did not write itself may
// do half a second late.
func (p *pair) Bearer(ctx context.Context, appID string, h store.Hash) (store.Token, store.Account, error) {
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		token, account, err := p.Store.Bearer(ctx, appID, h)
		other, of, otherErr := p.second.Bearer(ctx, appID, h)
		same := reflect.DeepEqual(token, other) && reflect.DeepEqual(account, of) && (err == nil) == (otherErr == nil)
		if same || time.Now().After(end) {
			return token, account, err
		}
	}
}

func (p *pair) DropTokens(ctx context.Context, before time.Time, limit int) (int, error) {
	return p.next().DropTokens(ctx, before, limit)
}

func (p *pair) Medium(ctx context.Context, appID, id string) (store.Medium, error) {
	return p.next().Medium(ctx, appID, id)
}

func (p *pair) DropMedia(ctx context.Context, before time.Time, limit int) (int, error) {
	return p.next().DropMedia(ctx, before, limit)
}

func (p *pair) DropBlobs(ctx context.Context, limit int, remove func(context.Context, store.Hash) error) (int, error) {
	return p.next().DropBlobs(ctx, limit, remove)
}

func (p *pair) HasBlob(ctx context.Context, h store.Hash) (bool, error) {
	return p.next().HasBlob(ctx, h)
}

func (p *pair) Merchant(ctx context.Context, appID string) (store.Merchant, error) {
	return p.next().Merchant(ctx, appID)
}

func (p *pair) History(ctx context.Context, appID string, after int64, limit int) ([]store.Change, error) {
	return p.next().History(ctx, appID, after, limit)
}

func (p *pair) UsedQuota(ctx context.Context, appID, iface string, spans []store.Span) (store.Quota, []int, error) {
	return p.next().UsedQuota(ctx, appID, iface, spans)
}

func (p *pair) Component(ctx context.Context, appID string) (store.Component, error) {
	return p.next().Component(ctx, appID)
}

func (p *pair) Components(ctx context.Context, after string, limit int) ([]store.Component, error) {
	return p.next().Components(ctx, after, limit)
}

func (p *pair) Code(ctx context.Context, component string, h store.Hash) (store.Code, error) {
	return p.next().Code(ctx, component, h)
}

func (p *pair) Authorization(ctx context.Context, appID, component string) (store.Authorization, error) {
	return p.next().Authorization(ctx, appID, component)
}

func (p *pair) Authorizations(ctx context.Context, component string, offset, limit int) ([]store.Authorization, int, error) {
	return p.next().Authorizations(ctx, component, offset, limit)
}

func (p *pair) Candidates(ctx context.Context, kinds []string, limit int) ([]store.Account, error) {
	return p.next().Candidates(ctx, kinds, limit)
}

func (p *pair) DropCodes(ctx context.Context, before time.Time, limit int) (int, error) {
	return p.next().DropCodes(ctx, before, limit)
}

func (p *pair) LeaseDeliveries(ctx context.Context, l store.Lease) ([]store.Delivery, error) {
	return p.next().LeaseDeliveries(ctx, l)
}

func (p *pair) SettleDeliveries(ctx context.Context, all []store.Settlement, again store.Lease) ([]store.Delivery, []store.Target, error) {
	return p.next().SettleDeliveries(ctx, all, again)
}

func (p *pair) Deliveries(ctx context.Context, f store.DeliveryFilter, limit int) ([]store.Delivery, error) {
	return p.next().Deliveries(ctx, f, limit)
}

func (p *pair) ResendDelivery(ctx context.Context, target store.Target, id string) error {
	return p.next().ResendDelivery(ctx, target, id)
}

func (p *pair) DropDelivery(ctx context.Context, target store.Target, id string) error {
	return p.next().DropDelivery(ctx, target, id)
}

func (p *pair) DropDeliveries(ctx context.Context, before time.Time, limit int) (int, error) {
	return p.next().DropDeliveries(ctx, before, limit)
}

func (p *pair) DropQuota(ctx context.Context, before store.Span, limit int) (int, error) {
	return p.next().DropQuota(ctx, before, limit)
}

func (p *pair) Faults(ctx context.Context) ([]store.Fault, error) { return p.next().Faults(ctx) }

func (p *pair) DropFaults(ctx context.Context) error { return p.next().DropFaults(ctx) }

func (p *pair) Setting(ctx context.Context, name string) ([]byte, error) {
	return p.next().Setting(ctx, name)
}

func (p *pair) PutSetting(ctx context.Context, name string, value []byte) error {
	return p.next().PutSetting(ctx, name, value)
}

func (p *pair) Close() error { return errors.Join(p.Store.Close(), p.second.Close()) }
