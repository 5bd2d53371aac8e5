package sqlite_test

import (
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func BenchmarkFile(b *testing.B) {
	storetest.Benchmark(b, func(b *testing.B) store.Store { return openFile(b, b.TempDir()) })
}

func BenchmarkMemory(b *testing.B) {
	storetest.Benchmark(b, func(b *testing.B) store.Store { return openMemory(b) })
}

func BenchmarkLarge(b *testing.B) {
	storetest.BenchmarkLarge(b, func(b *testing.B) store.Store { return openFile(b, b.TempDir()) })
}

// BenchmarkMillion seeds a million merchants and opens the store again. Run it
// with -benchtime 1x.
func BenchmarkMillion(b *testing.B) {
	const million, atOnce = 1_000_000, 1000
	for b.Loop() {
		dir := b.TempDir()
		s := openFile(b, dir)
		start := time.Now()
		for first := 0; first < million; first += atOnce {
			if n, err := storetest.With(s).Seed(b.Context(), storetest.Merchants(first, atOnce)); err != nil || n != 2*atOnce {
				b.Fatalf("Seed = %d, %v, want %d", n, err, 2*atOnce)
			}
		}
		b.ReportMetric(time.Since(start).Seconds(), "s-to-seed")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		start = time.Now()
		s = openFile(b, dir)
		if err := s.Ping(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms-to-open")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJournalFile(b *testing.B) {
	storetest.BenchmarkJournal(b, func(b *testing.B) journal.Store { return openJournal(b, b.TempDir()) })
}
