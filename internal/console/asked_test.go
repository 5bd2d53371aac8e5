package console

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
)

// asked is all ports, which only note that they were asked.
type asked struct{ n int }

func (a *asked) ports() ports.Ports {
	return ports.Ports{
		Ready: func(context.Context) error { return nil },
		Clock: askedClock{a}, Faults: askedFaults{a}, Calls: askedCalls{a}, Accounts: askedAccounts{a}, Quotas: askedAccounts{a},
		Merchants: askedMerchants{a}, Sender: askedService{a}, Feed: askedService{a}, State: askedState{a}, Metrics: askedService{a},
		Platforms: askedPlatforms{a}, Pushes: askedEvents{a},
	}
}

type askedClock struct{ *asked }

func (a askedClock) Read() ports.ClockState                       { a.n++; return ports.ClockState{} }
func (a askedClock) Set(context.Context, time.Time) error         { a.n++; return nil }
func (a askedClock) Advance(context.Context, time.Duration) error { a.n++; return nil }
func (a askedClock) Scale(context.Context, float64) error         { a.n++; return nil }
func (a askedClock) Reset(context.Context) error                  { a.n++; return nil }

type askedFaults struct{ *asked }

func (a askedFaults) List(context.Context) ([]store.Fault, error) { a.n++; return nil, nil }
func (a askedFaults) Drop(context.Context, string) error          { a.n++; return nil }
func (a askedFaults) DropAll(context.Context) error               { a.n++; return nil }
func (a askedFaults) Change(_ context.Context, f store.Fault, _ string) (store.Fault, error) {
	a.n++
	return f, nil
}

type askedCalls struct{ *asked }

func (a askedCalls) Call(context.Context, string) (journal.Entry, error) {
	a.n++
	return journal.Entry{}, nil
}
func (a askedCalls) Calls(context.Context, journal.Filter, int) ([]journal.Entry, error) {
	a.n++
	return nil, nil
}

type askedAccounts struct{ *asked }

func (a askedAccounts) List(context.Context, store.AccountFilter, int) ([]store.Account, string, error) {
	a.n++
	return nil, "", nil
}
func (a askedAccounts) Get(context.Context, string) (store.Account, error) {
	a.n++
	return store.Account{}, nil
}
func (a askedAccounts) Create(context.Context, store.Account, *store.Merchant) (string, error) {
	a.n++
	return "", nil
}
func (a askedAccounts) Put(context.Context, store.Account, string) error { a.n++; return nil }
func (a askedAccounts) RollSecret(context.Context, string) (string, error) {
	a.n++
	return "", nil
}
func (a askedAccounts) Tokens(context.Context, string) ([]store.Token, error) { a.n++; return nil, nil }
func (a askedAccounts) Revoke(context.Context, string, store.Hash) error      { a.n++; return nil }
func (a askedAccounts) Used(context.Context, string) ([]ports.QuotaUse, error) {
	a.n++
	return nil, nil
}

type askedMerchants struct{ *asked }

func (a askedMerchants) List(context.Context, store.MerchantFilter, int) ([]store.Merchant, string, error) {
	a.n++
	return nil, "", nil
}
func (a askedMerchants) Get(context.Context, string) (store.Merchant, error) {
	a.n++
	return store.Merchant{}, nil
}
func (a askedMerchants) History(context.Context, string, int64, int) ([]store.Change, error) {
	a.n++
	return nil, nil
}
func (a askedMerchants) Revert(context.Context, string, int64, int64, string) (store.Merchant, error) {
	a.n++
	return store.Merchant{}, nil
}
func (a askedMerchants) Picture(context.Context, store.Hash) (ports.Picture, error) {
	a.n++
	return ports.Picture{Content: nothing{bytes.NewReader(nil)}}, nil
}

type nothing struct{ io.ReadSeeker }

func (nothing) Close() error { return nil }

type askedService struct{ *asked }

func (a askedService) Send(context.Context, ports.SendRequest) (ports.Sent, error) {
	a.n++
	return ports.Sent{}, nil
}
func (a askedService) Subscribe(context.Context) <-chan ports.Event {
	a.n++
	events := make(chan ports.Event)
	close(events)
	return events
}
func (a askedService) WritePrometheus(io.Writer) error { a.n++; return nil }
func (a askedService) Series() ports.Series            { a.n++; return ports.Series{} }

type askedState struct{ *asked }

func (a askedState) Reset(context.Context) error { a.n++; return nil }
func (a askedState) Seed(context.Context, string) (ports.SeedResult, error) {
	a.n++
	return ports.SeedResult{}, nil
}
func (a askedState) Snapshot(context.Context) (ports.Snapshot, error) {
	a.n++
	return ports.Snapshot{ReadCloser: nothing{bytes.NewReader(nil)}, Name: "x"}, nil
}
func (a askedState) Restore(context.Context, io.Reader) (ports.RestoreResult, error) {
	a.n++
	return ports.RestoreResult{}, nil
}

// sample is a request for a route's pattern that would be answered.
func sample(pattern string) *http.Request {
	method, path, _ := strings.Cut(pattern, " ")
	body := map[string]string{
		"POST /api/clock":                     `{"advance":"1h"}`,
		"POST /api/reset":                     `{"confirm":true}`,
		"POST /api/merchants/{app_id}/revert": `{"version":0}`,
		"GET /api/interfaces/{name}":          "",
	}
	text, known := body[pattern]
	if !known {
		text = `{}`
	}
	path = strings.NewReplacer(
		"{id}", "x", "{rid}", "x", "{app_id}", "x", "{name}", "modifywxastore", "{hash}", strings.Repeat("0", 64), "{$}", "",
	).Replace(path)
	target := &url.URL{Path: path}
	r := httptest.NewRequest(method, target.String(), strings.NewReader(text))
	r.Host = "127.0.0.1:8081"
	return r
}
