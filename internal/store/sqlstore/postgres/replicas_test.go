package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/sqlstore/postgres"
	"github.com/wxastore/wxastore/internal/store/sqlstore/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestContractOfReplicas holds two stores on one database to the contract of
// one: whatever is asked for goes to the one and the other in turn.
func TestContractOfReplicas(t *testing.T) {
	storetest.Exercise(t, func(t *testing.T) store.Store {
		address := pgtest.Address(t)
		return &pair{Store: open(t, address), second: open(t, address)}
	})
}

// TestReplicasStartTogether opens many stores on an empty database at once:
// one makes the tables, and all work.
func TestReplicasStartTogether(t *testing.T) {
	const replicas = 6
	address := pgtest.Address(t)
	opened := make([]*sqlstore.Store, replicas)
	var all sync.WaitGroup
	for i := range opened {
		all.Go(func() {
			var err error
			if opened[i], err = postgres.Open(t.Context(), address, slog.New(slog.DiscardHandler)); err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if _, err := opened[i].Seed(t.Context(), storetest.Merchants(0, 100)); err != nil {
				t.Errorf("Seed: %v", err)
			}
		})
	}
	all.Wait()
	for _, s := range opened {
		if s == nil {
			continue
		}
		if n, err := s.Seed(t.Context(), storetest.Merchants(0, 100)); n != 0 || err != nil {
			t.Errorf("Seed of what is there = %d, %v, want 0", n, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// pair is two stores on one database. What it does not turn about, the first
// does.
type pair struct {
	store.Store
	second store.Store
	turn   atomic.Int64
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

func (p *pair) IssueToken(ctx context.Context, appID, kind string, rule func(store.Line) (store.Issue, error)) error {
	return p.next().IssueToken(ctx, appID, kind, rule)
}

func (p *pair) Bearer(ctx context.Context, appID string, h store.Hash) (store.Token, store.Account, error) {
	return p.next().Bearer(ctx, appID, h)
}

func (p *pair) DropTokens(ctx context.Context, before time.Time, limit int) (int, error) {
	return p.next().DropTokens(ctx, before, limit)
}

func (p *pair) PutMedium(ctx context.Context, m store.Medium, present func(store.Hash) (bool, error)) error {
	return p.next().PutMedium(ctx, m, present)
}

func (p *pair) Medium(ctx context.Context, appID, id string) (store.Medium, error) {
	return p.next().Medium(ctx, appID, id)
}

func (p *pair) DropMedia(ctx context.Context, before time.Time, limit int) (int, error) {
	return p.next().DropMedia(ctx, before, limit)
}

func (p *pair) DropBlobs(ctx context.Context, limit int, remove func(store.Hash) error) (int, error) {
	return p.next().DropBlobs(ctx, limit, remove)
}

func (p *pair) HasBlob(ctx context.Context, h store.Hash) (bool, error) {
	return p.next().HasBlob(ctx, h)
}

func (p *pair) Merchant(ctx context.Context, appID string) (store.Merchant, error) {
	return p.next().Merchant(ctx, appID)
}

func (p *pair) ModifyMerchant(ctx context.Context, appID string, rule func(store.Policy, store.Merchant) (*store.Modification, error)) error {
	return p.next().ModifyMerchant(ctx, appID, rule)
}

func (p *pair) History(ctx context.Context, appID string, after int64, limit int) ([]store.Change, error) {
	return p.next().History(ctx, appID, after, limit)
}

func (p *pair) Seed(ctx context.Context, seeds []store.Seed) (int, error) {
	return p.next().Seed(ctx, seeds)
}

func (p *pair) SpendQuota(ctx context.Context, appID, iface string, spans []store.Span, rule func(store.Quota, []int) ([]int, error)) error {
	return p.next().SpendQuota(ctx, appID, iface, spans, rule)
}

func (p *pair) UsedQuota(ctx context.Context, appID, iface string, spans []store.Span) (store.Quota, []int, error) {
	return p.next().UsedQuota(ctx, appID, iface, spans)
}

func (p *pair) ClearQuota(ctx context.Context, appID string, month, day store.Span, except []string, rule func(int) error) error {
	return p.next().ClearQuota(ctx, appID, month, day, except, rule)
}

func (p *pair) Faults(ctx context.Context) ([]store.Fault, error) { return p.next().Faults(ctx) }

func (p *pair) PutFault(ctx context.Context, f store.Fault) error { return p.next().PutFault(ctx, f) }

func (p *pair) TakeFault(ctx context.Context, id string) (bool, error) {
	return p.next().TakeFault(ctx, id)
}

func (p *pair) DropFault(ctx context.Context, id string) error { return p.next().DropFault(ctx, id) }

func (p *pair) Setting(ctx context.Context, name string) ([]byte, error) {
	return p.next().Setting(ctx, name)
}

func (p *pair) PutSetting(ctx context.Context, name string, value []byte) error {
	return p.next().PutSetting(ctx, name, value)
}

func (p *pair) Close() error { return errors.Join(p.Store.Close(), p.second.Close()) }
