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

func (unlimited) SpendQuota(_ context.Context, _, _ string, _ []store.Span, rule func(store.Quota, []int) ([]int, error)) error {
	_, err := rule(store.Quota{}, []int{0, 0})
	return err
}

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
