package message

import (
	"encoding/xml"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/weixin"
)

var at = time.Date(2026, 3, 31, 15, 59, 59, 0, time.UTC)

// open opens a store with accounts.
func open(t *testing.T, accounts ...store.Account) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, a := range accounts {
		write(t, s, func(tx store.Tx) error { tx.PutAccount(a); return nil })
	}
	return s
}

func write(t *testing.T, s store.Writer, change func(store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), nil, change); err != nil {
		t.Fatal(err)
	}
}

// queued returns all events that wait.
func queued(t *testing.T, s store.Outbox) []store.Delivery {
	t.Helper()
	list, err := s.Deliveries(t.Context(), store.DeliveryFilter{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestNotify queues an event for an account that has a message URL, and none for
// one that has none.
func TestNotify(t *testing.T) {
	t.Parallel()
	there, nowhere := store.Account{AppID: "wx1", Kind: "service", Messages: store.Messages{URL: "http://192.0.2.1/"}}, store.Account{AppID: "wx2", Kind: "service"}
	s := open(t, there, nowhere)
	m := new(Module)
	event := demo()
	for _, a := range []store.Account{there, nowhere} {
		write(t, s, func(tx store.Tx) error { return m.Notify(tx, a.AppID, event) })
	}
	got := queued(t, s)
	if len(got) != 1 || got[0].Target != store.MessagesTarget("wx1") || got[0].Kind != "debug_demo" || !got[0].CreatedAt.Equal(at) {
		t.Fatalf("queued: %+v", got)
	}
	var read weixin.AccountEvent
	if err := xml.Unmarshal(got[0].Body, &read); err != nil {
		t.Fatal(err)
	}
	want := event
	want.ToUserName, want.FromUserName = there.OriginalID(), openID("wx1")
	if read != want || len(openID("wx1")) != 28 || openID("wx1") == openID("wx2") {
		t.Errorf("%+v, want %+v", read, want)
	}
}

// TestNotifyOfNoAccount keeps nothing of a write that names an account which is not
// there.
func TestNotifyOfNoAccount(t *testing.T) {
	t.Parallel()
	s := open(t)
	err := s.Write(t.Context(), nil, func(tx store.Tx) error {
		tx.PutAccount(store.Account{AppID: "wx1", Kind: "service"})
		return new(Module).Notify(tx, "wx9", demo())
	})
	if _, there := s.Account(t.Context(), "wx1"); !errors.Is(err, store.ErrNotFound) || !errors.Is(there, store.ErrNotFound) {
		t.Errorf("%v, %v", err, there)
	}
}

// demo is an event as a module makes it.
func demo() weixin.AccountEvent {
	return weixin.EventDebugDemo.ForAccount(at, weixin.DebugDemoBody{DebugStr: "hello"})
}
