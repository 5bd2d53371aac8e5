package sqlledger_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
)

// TestPostgreSQL keeps every kind of record in a database of a server, which two hold in
// turn.
func TestPostgreSQL(t *testing.T) {
	address := pgtest.Address(t)
	open := func() *sqlledger.Ledger {
		db, err := postgres.OpenPlain(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		l := sqlledger.New(db, sqlledger.Dollar, "")
		if err := l.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
		return l
	}
	first, second := open(), open()
	exercise(t, first)
	release, err := first.Hold(t.Context(), "zhang")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.Hold(t.Context(), "li"); !errors.As(err, new(fleet.HeldError)) {
		t.Errorf("two hold the ledger: %v", err)
	}
	if err := second.Write(t.Context(), fleet.Write{Run: &fleet.Run{ID: "x"}}); !errors.Is(err, fleet.ErrHoldLost) {
		t.Errorf("one writes that does not hold: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if release, err = second.Hold(t.Context(), "li"); err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
}

// exercise writes a record of each kind and reads it back.
func exercise(t *testing.T, l *sqlledger.Ledger) {
	t.Helper()
	ctx := context.Background()
	release, err := l.Hold(ctx, "the test")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Unix(1_800_000_000, 0).UTC()
	item := fleet.Item{Run: "r", Desired: fleet.Desired{AppID: "wxledger00001", Intro: "介绍"}, State: fleet.Changing}
	w := fleet.Write{
		Run: &fleet.Run{ID: "r", Began: at}, Items: []fleet.Item{item}, Media: &fleet.Media{AppID: "wxledger00001", Picture: "p", ID: "m", At: at},
		Merchants: []fleet.Merchant{{AppID: "wxledger00001", Intro: &fleet.Applied{Value: "介绍", At: at, Run: "r"}}},
		Changes:   []fleet.Change{{Run: "r", AppID: "wxledger00001", At: at, AfterIntro: "介绍"}},
	}
	for range 2 {
		if err := l.Write(ctx, w); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(l.PutPicture(ctx, "p", []byte{0, 1, 255}), l.PutPicture(ctx, "p", []byte{0, 1, 255}), release()); err != nil {
		t.Fatal(err)
	}
	if _, generation, err := l.Position(ctx); err != nil || generation != 2 {
		t.Errorf("generation %d, %v", generation, err)
	}
	known, err := l.Merchants(ctx, []string{"wxledger00001", "wxledger00002"})
	if err != nil || len(known) != 1 || known["wxledger00001"].Generation != 2 || known["wxledger00001"].Intro.Value != "介绍" {
		t.Errorf("%+v, %v", known, err)
	}
	if content, err := l.Picture(ctx, "p"); err != nil || len(content) != 3 {
		t.Errorf("%v, %v", content, err)
	}
	if _, err := l.Picture(ctx, "q"); !errors.Is(err, fleet.ErrNoRecord) {
		t.Errorf("a picture that is not there: %v", err)
	}
	if m, err := l.Media(ctx, "wxledger00001", "p"); err != nil || m.ID != "m" {
		t.Errorf("%+v, %v", m, err)
	}
	if runs, err := l.Runs(ctx, 0); err != nil || len(runs) != 1 {
		t.Errorf("%+v, %v", runs, err)
	}
	items, changes := 0, 0
	for i, err := range l.Items(ctx, "r", fleet.Changing) {
		if err != nil || i.Desired.Intro != "介绍" {
			t.Errorf("%+v, %v", i, err)
		}
		items++
	}
	for _, err := range l.Changes(ctx, "r") {
		if err != nil {
			t.Error(err)
		}
		changes++
	}
	if items != 1 || changes != 2 {
		t.Errorf("%d items, %d changes", items, changes)
	}
}
