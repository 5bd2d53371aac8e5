package quota

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// unlimited lets every call be taken.
type unlimited struct{ store.Quotas }

func (unlimited) Write(_ context.Context, _ []store.Key, change func(store.Tx) error) error {
	return change(uncounted{})
}

type uncounted struct{ store.Tx }

func (uncounted) Account(string) (store.Account, error)        { return store.Account{}, nil }
func (uncounted) Used(string, string, store.Span) (int, error) { return 0, nil }
func (uncounted) PutUsed(string, string, store.Span, int)      {}

// BenchmarkSpend is what it costs to count a call, without the store.
func BenchmarkSpend(b *testing.B) {
	q := New(unlimited{}, nil, nil)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var accounts atomic.Int64
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		appID := fmt.Sprintf("wx%016d", accounts.Add(1))
		for pb.Next() {
			if err := q.Spend(b.Context(), appID, weixin.ModifyMerchant.Page, at); err != nil {
				b.Fatal(err)
			}
		}
	})
}
