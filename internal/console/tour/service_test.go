package tour

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/fleetruns"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/parity/saved"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/search/sqlsearch"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// service is a running one, as serve --demo starts it.
type service struct {
	*app.App
	blobs store.Blobs
	// data is its data folder, ledger that of the many merchants, next to their plans.
	data, ledger string
	// passed is how much of real time has passed, in nanoseconds.
	passed atomic.Int64
}

// pass lets real time pass.
func (s *service) pass(d time.Duration) { s.passed.Add(int64(d)) }

// begin is where the service's real time stands until it is told to pass: pictures
// of the pages would not be the same otherwise.
var begin = time.Date(2026, 3, 2, 2, 30, 0, 0, time.UTC)

// start runs a service until the test ends.
func start(t testing.TB, change ...func(*app.Config)) *service {
	t.Helper()
	s := new(service)
	var mu sync.Mutex
	random := rand.NewChaCha8([32]byte{6})
	config := app.Config{
		Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), Demo: true,
		OpenStore: func(ctx context.Context, data string, log *slog.Logger) (store.Store, error) {
			return sqlstore.Open(ctx, sqlite.Folder(data), log)
		},
		OpenJournal: func(ctx context.Context, data string, log *slog.Logger) (journal.Store, error) {
			return sqljournal.Open(ctx, sqlite.JournalFile(data), log)
		},
		OpenSearch: func(ctx context.Context, data string, log *slog.Logger) (search.Store, error) {
			return sqlsearch.Open(ctx, sqlite.SearchFile(data), log)
		},
		OpenBlobs: func(context.Context, string) (store.Blobs, error) {
			s.blobs = new(blobmem.Blobs)
			return s.blobs, nil
		},
		Clock: func() time.Time { return begin.Add(time.Duration(s.passed.Load())) },
		Random: func(p []byte) {
			mu.Lock()
			defer mu.Unlock()
			_, _ = random.Read(p)
		},
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), DrainTime: 10 * time.Second,
	}
	config.Parity = saved.Of(config.Data)
	s.ledger = filepath.Join(t.TempDir(), "fleet.db")
	runs := fleetruns.New(filepath.Dir(s.ledger), fleetruns.Place{Path: s.ledger, Open: openLedger(s.ledger)})
	config.Fleet = runs
	for _, c := range change {
		c(&config)
	}
	s.data = config.Data
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	opened, err := app.Open(ctx, config)
	if err != nil {
		stop()
		t.Fatal(err)
	}
	s.App = opened
	ended := make(chan error, 1)
	go func() { ended <- opened.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
		if err := errors.Join(opened.Close(), runs.Close()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// demo is the path of the demo's merchant.
const demo = "/merchants/" + seed.DemoAppID
