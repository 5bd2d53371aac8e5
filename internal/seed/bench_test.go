package seed_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkMillionStores seeds a million stores of 10,000 accounts, from a file with a
// document for each hundred accounts. Run it with -benchtime 1x.
func BenchmarkMillionStores(b *testing.B) {
	const accounts, stores, atOnce = 10_000, 100, 100
	path := filepath.Join(b.TempDir(), "million.yaml")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for a := range accounts {
		if a%atOnce == 0 {
			fmt.Fprintf(w, "---\naccounts:\n")
		}
		fmt.Fprintf(w, "  - appid: wx%d\n    secret: secret-of-wx%d\n    merchant: {nickname: 示例店}\n    stores:\n", a, a)
		for s := range stores {
			fmt.Fprintf(w, "      - {map_poi_id: \"%d\", name: 示例饺子馆, province: 广东省, city: 广州市, district: 海珠区, address: 新港中路 %d 号, "+
				"longitude: 113.32375, latitude: 23.10229, category: \"美食:中餐厅\", phone: 020-12345678, hour: \"11:11-12:12\", credential: 22883878-0}\n", 27_000_000_000+a*stores+s, s)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		bench := setup(b)
		begin := time.Now()
		if r, err := bench.loader.File(b.Context(), path); err != nil || r.Changed != accounts*(2+stores) {
			b.Fatalf("%+v, %v", r, err)
		}
		b.ReportMetric(time.Since(begin).Seconds(), "s-to-seed")
	}
}
