package storetest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// The state that BenchmarkLarge measures: merchants, one of which was changed often.
const (
	largeMerchants = million
	largeHistory   = 10_000
	largePage      = 50
	largeClients   = 64
)

// BenchmarkLarge reads a merchant among 1,000,000, and pages of a history of 10,000
// changes. open returns a store without records.
func BenchmarkLarge(b *testing.B, open func(b *testing.B) store.Store) {
	opened := open(b)
	s := With(opened)
	defer opened.Close()
	const batch = 1000
	for i := 0; i < largeMerchants; i += batch {
		if _, err := s.Seed(b.Context(), Merchants(i, batch)); err != nil {
			b.Fatal(err)
		}
	}
	changed := benchApp(largeMerchants / 2)
	var all sync.WaitGroup
	for client := range largeClients {
		all.Go(func() {
			for i := client; i < largeHistory; i += largeClients {
				if err := s.ModifyMerchant(b.Context(), changed, change(fmt.Sprint("intro ", i), store.Hash{})); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	b.Run("Merchant", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := s.Merchant(b.Context(), benchApp(i*7919%largeMerchants)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Modify", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if err := s.ModifyMerchant(b.Context(), benchApp((i*7919+1)%largeMerchants), change("intro", store.Hash{})); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, after := range map[string]int64{"HistoryFirst": 0, "HistoryMiddle": largeHistory / 2, "HistoryLast": largeHistory - largePage} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				page, err := s.History(b.Context(), changed, after, largePage)
				if err != nil || len(page) != largePage || page[0].Version != after+1 {
					b.Fatalf("%d changes, %v", len(page), err)
				}
			}
		})
	}
	b.Run("HistoryNewest", func(b *testing.B) {
		for b.Loop() {
			if page, err := s.LatestChanges(b.Context(), changed, 0, largePage); err != nil || len(page) != largePage {
				b.Fatalf("%d changes, %v", len(page), err)
			}
		}
	})
}
