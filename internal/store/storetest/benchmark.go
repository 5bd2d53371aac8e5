package storetest

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// benchMerchants is how many merchants the benchmarks work on.
const benchMerchants = 1000

// Benchmark measures what calls do most. open returns a store without records,
// each time another; Benchmark closes it.
func Benchmark(b *testing.B, open func(b *testing.B) store.Store) {
	for _, part := range []struct {
		name    string
		measure func(*testing.B, Writes)
	}{
		{"ModifyMerchant", benchmarkModifyMerchant},
		{"Bearer", benchmarkBearer},
		{"SpendQuota", benchmarkSpendQuota},
		{"SeedThousand", benchmarkSeed},
	} {
		b.Run(part.name, func(b *testing.B) {
			s := open(b)
			part.measure(b, With(s))
			if err := s.Close(); err != nil {
				b.Error(err)
			}
		})
	}
}

func benchApp(i int) string { return fmt.Sprintf("wx%016x", i) }

// Merchants are seeds of merchants that look like real ones, numbered from
// first on.
func Merchants(first, n int) []store.Seed {
	var seeds []store.Seed
	for i := first; i < first+n; i++ {
		appID := benchApp(i)
		seeds = append(seeds, store.Seed{
			Account: store.Account{AppID: appID, Name: "A store", Kind: "service", SecretHash: hashOf(appID)},
			Merchant: &store.Merchant{
				AppID: appID, State: store.MerchantApproved, Nickname: "A store", Intro: "Dumplings, made by hand every morning",
				Headimg: hashOf("picture"), UpdatedAt: time.UnixMilli(1),
			},
		})
	}
	return seeds
}

// benchmarkModifyMerchant changes introductions, by 64 callers that each wait
// for their commit.
func benchmarkModifyMerchant(b *testing.B, s Writes) {
	if _, err := s.Seed(b.Context(), Merchants(0, benchMerchants)); err != nil {
		b.Fatal(err)
	}
	var next atomic.Int64
	b.SetParallelism(max(1, workers/runtime.GOMAXPROCS(0)))
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := int(next.Add(1))
			intro := fmt.Sprint("Dumplings, today number ", i)
			if err := s.ModifyMerchant(context.Background(), benchApp(i%benchMerchants), change(intro, store.Hash{})); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

// benchmarkBearer reads the token that a call came with, and its account.
func benchmarkBearer(b *testing.B, s Writes) {
	if _, err := s.Seed(b.Context(), Merchants(0, benchMerchants)); err != nil {
		b.Fatal(err)
	}
	hashes := make([]store.Hash, benchMerchants)
	for i := range hashes {
		var line store.TokenSeries
		hashes[i] = hashOf(benchApp(i))
		if err := s.IssueToken(b.Context(), benchApp(i), "classic", mint(&line, hashes[i], time.Time{})); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		// As a request's, the context can end.
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for i := 0; pb.Next(); i = (i + 1) % benchMerchants {
			if _, _, err := s.Bearer(ctx, benchApp(i), hashes[i]); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reads/s")
}

// benchmarkSpendQuota counts calls, by 64 callers that each wait for their
// commit.
func benchmarkSpendQuota(b *testing.B, s Writes) {
	if _, err := s.Seed(b.Context(), Merchants(0, benchMerchants)); err != nil {
		b.Fatal(err)
	}
	var next atomic.Int64
	b.SetParallelism(max(1, workers/runtime.GOMAXPROCS(0)))
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		spans := []store.Span{day, minute}
		for pb.Next() {
			appID := benchApp(int(next.Add(1)) % benchMerchants)
			if err := s.SpendQuota(context.Background(), appID, "modifywxastore", spans, take(1)); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

// benchmarkSeed adds a thousand accounts with merchants in a call.
func benchmarkSeed(b *testing.B, s Writes) {
	const atOnce = 1000
	for i := 0; b.Loop(); i++ {
		if n, err := s.Seed(b.Context(), Merchants(i*atOnce, atOnce)); err != nil || n != 2*atOnce {
			b.Fatalf("Seed = %d, %v, want %d", n, err, 2*atOnce)
		}
	}
}
