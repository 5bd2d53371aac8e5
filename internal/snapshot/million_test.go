package snapshot_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/internal/snapshot"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// BenchmarkRestoreUnderLoad restores a state of 1,000,000 merchants, each with a change,
// into a store that has them already, while a caller writes to it: longest-wait-ms is how
// long its slowest write took. WXASTORE_RESTORED_MERCHANTS sets another number.
func BenchmarkRestoreUnderLoad(b *testing.B) {
	merchants := rounds.Of(b, "WXASTORE_RESTORED_MERCHANTS", 1_000_000, 1_000_000)
	file, err := os.CreateTemp(b.TempDir(), "")
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	s := open(b)
	if err := snapshot.Write(b.Context(), file, many{s, merchants}, s.blobs, madeAt()); err != nil {
		b.Fatal(err)
	}
	for name, at := range map[string]func() sqldb.Source{
		"SQLite":     func() sqldb.Source { return sqlite.Folder(b.TempDir()) },
		"PostgreSQL": func() sqldb.Source { return postgres.At(pgtest.Address(b)) },
	} {
		b.Run(name, func(b *testing.B) {
			s, err := sqlstore.Open(b.Context(), at(), slog.New(slog.DiscardHandler))
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			restore := func() {
				b.Helper()
				if _, err := snapshot.Restore(b.Context(), file, snapshot.Target{Store: s, Blobs: new(blobmem.Blobs)}); err != nil {
					b.Fatal(err)
				}
			}
			restore()
			var longest time.Duration
			ctx, stop := context.WithCancel(b.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				for n := 0; ctx.Err() == nil; n++ {
					begun := time.Now()
					if err := s.PutSetting(b.Context(), "of the caller", fmt.Append(nil, n)); err != nil {
						b.Error(err)
					}
					longest = max(longest, time.Since(begun))
					time.Sleep(5 * time.Millisecond)
				}
			}()
			b.ResetTimer()
			for range b.N {
				restore()
			}
			b.StopTimer()
			stop()
			<-ended
			b.ReportMetric(float64(longest.Milliseconds()), "longest-wait-ms")
		})
	}
}

// many is a state of many merchants, which are not kept anywhere.
type many struct {
	state
	merchants int
}

func (m many) ReadAll(ctx context.Context, each func(store.Table, []any) error) error {
	const name = "wx0000000000000001"
	_, err := storetest.With(m.state).Seed(ctx, []store.Seed{{
		Account:  store.Account{AppID: name, Kind: "service", Name: "A store", SecretHash: store.Hash{1}},
		Merchant: &store.Merchant{AppID: name, State: store.MerchantApproved, Nickname: "A store", Intro: "Dumplings, made by hand every morning", UpdatedAt: madeAt()},
	}})
	if err == nil {
		err = changeOnce(ctx, m.state, name)
	}
	if err != nil {
		return err
	}
	return m.state.ReadAll(ctx, func(table store.Table, row []any) error {
		if table.Columns[0].Name != "app_id" {
			return each(table, row)
		}
		for i := range m.merchants {
			row[0] = fmt.Sprintf("wx%016x", i)
			if err := each(table, row); err != nil {
				return err
			}
		}
		return nil
	})
}
