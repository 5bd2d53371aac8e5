package console

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/egress"
	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/message"
	"github.com/wxastore/wxastore/internal/metrics"
	"github.com/wxastore/wxastore/internal/outbox"
	"github.com/wxastore/wxastore/internal/quota"
	"github.com/wxastore/wxastore/internal/shop"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// Begin is the real time of tests, which stands.
var Begin = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

// Memory is the modules of a service in memory.
type Memory struct {
	Console *ops.Console
	Store   store.Store
	Journal journal.Store
	// Settle is run after a move of the clock.
	Settle func() error
}

// OpenMemory opens the modules of a service in memory.
func OpenMemory(t *testing.T) *Memory {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	m := &Memory{Settle: func() error { return nil }}
	db, err := sqlstore.Open(t.Context(), sqlite.Memory(), log)
	must(err)
	t.Cleanup(func() { db.Close() })
	kept, err := sqljournal.Open(t.Context(), sqlite.MemoryJournal(), log)
	must(err)
	t.Cleanup(func() { kept.Close() })
	m.Store, m.Journal = db, kept
	calls := journal.New(kept, nil, journal.Limits{}, log)
	t.Cleanup(calls.Close)
	faults, err := fault.New(t.Context(), db, rand.NewPCG(1, 1), log)
	must(err)
	now, err := clock.New(t.Context(), clock.Config{
		Settings: db, Real: func() time.Time { return Begin }, Log: log,
		Settle: []func(context.Context, time.Time) error{func(context.Context, time.Time) error { return m.Settle() }},
	})
	must(err)
	accounts := &account.Module{Store: db, AddMerchant: merchant.Add}
	components := &component.Module{Store: db, Secrets: accounts, Tokens: accounts}
	events, err := outbox.New(outbox.Config{Store: db, Receivers: nowhere{}, Dialer: egress.Dialer{}, Clock: now.Now, Log: log})
	must(err)
	feed := new(ops.Feed)
	feed.Close() // so that nothing waits for an event
	m.Console = ops.New(ops.Modules{
		Store: db, Blobs: new(blobmem.Blobs), Clock: now, Accounts: accounts, Merchants: &merchant.Module{Store: db}, Components: components, Messages: &message.Module{Store: db},
		Media: &media.Module{Store: db}, Shops: &shop.Module{Store: db},
		Events: events, Faults: faults, Quotas: quota.New(db, accounts, components), Journal: calls, Metrics: metrics.New(metrics.Sources{}),
		CompleteComponent: func(c store.Component) (store.Component, error) { return c, nil },
		Feed:              feed, State: noState{}, Log: log,
	})
	return m
}

// noState has nothing to undo, and does nothing else.
type noState struct{ ops.State }

func (noState) Undoable(context.Context) (api.Undoable, error) { return api.Undoable{}, nil }

// nowhere has no address for events.
type nowhere struct{}

func (nowhere) Receiver(context.Context, store.Target) (outbox.Receiver, error) {
	return outbox.Receiver{}, nil
}

// asked counts the requests that came past the guard.
type asked struct{ n int }

// counted puts a counter before what only the operator may ask for. What acts on the
// whole state, which these modules do not have, or profiles for a second, is not done.
func (a *asked) counted(all []served) []served {
	for i, s := range all {
		if s.access != operatorOnly {
			continue
		}
		_, path, _ := strings.Cut(s.pattern, " ")
		skipped := slices.Contains([]string{"snapshot", "reset", "seed", "restore", "undo", "profile"}, path[strings.LastIndexByte(path, '/')+1:])
		all[i].handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a.n++
			if !skipped {
				s.handler.ServeHTTP(w, r)
			}
		})
	}
	return all
}

// sample is a request for a route's pattern.
func sample(pattern string) *http.Request {
	method, path, _ := strings.Cut(pattern, " ")
	path = strings.NewReplacer(
		"{id}", "x", "{rid}", "x", "{app_id}", "x", "{appid}", "x", "{name}", "modifywxastore", "{hash}", strings.Repeat("0", 64), "{$}", "",
	).Replace(path)
	target := &url.URL{Path: path}
	r := httptest.NewRequest(method, target.String(), strings.NewReader("{}"))
	r.Host = "127.0.0.1:8081"
	return r
}
