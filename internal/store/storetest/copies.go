package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

// copied is a row of a table.
type copied struct {
	Table string
	Row   []any
}

func readAll(t *testing.T, s Writes) []copied {
	t.Helper()
	var all []copied
	err := s.ReadAll(context.Background(), func(table store.Table, row []any) error {
		all = append(all, copied{table.Name, row})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func fill(all []copied) func(func(string, []any) error) error {
	return func(add func(string, []any) error) error {
		for _, c := range all {
			if err := add(c.Table, c.Row); err != nil {
				return err
			}
		}
		return nil
	}
}

// everyTable puts a row into each table.
func everyTable(t *testing.T, s Writes) {
	t.Helper()
	ctx := context.Background()
	seed(t, s, "wx1")
	putMedium(t, s, "wx1", "medium", "picture")
	seedPlatforms(t, s, "wxplat")
	queue(t, s, store.Delivery{Target: store.ComponentTarget("wxplat"), ID: "push", Kind: "authorized", Body: []byte("<xml/>"), CreatedAt: noon()})
	code := store.Decision{Minted: &store.Code{AppID: "wxplat", Hash: hashOf("code"), Kind: store.CodePreAuth, ExpiresAt: noon()}}
	_, grantFailed := s.SeedAuthorizations(ctx, []store.Authorization{{
		AppID: "wx1", Component: "wxplat", State: store.AuthorizationGranted, PermissionSets: []int{8, 13}, AuthorizedAt: noon(), ChangedAt: noon(),
	}})
	var line store.TokenSeries
	for _, err := range []error{
		s.ModifyMerchant(ctx, "wx1", change("<b> 饺子", hashOf("picture"))),
		s.IssueToken(ctx, "wx1", "classic", mint(&line, hashOf("token"), time.Time{})),
		s.SpendQuota(ctx, "wx1", "i", []store.Span{"2026-03-31"}, take(7)),
		s.PutFault(ctx, store.Fault{ID: "f", Kind: store.FaultLatency, Probability: 0.25, Left: -1, Latency: store.Latency{Shape: "uniform", Min: 1000, Max: 5000}}),
		s.PutSetting(ctx, "clock", nil),
		grantFailed,
		s.Write(ctx, nil, func(tx store.Tx) error {
			one := shop("wx1", "472671857", 0)
			of := review("wx1", one.AuditID)
			of.Subject, of.State = one.PoiID, store.ReviewReviewing
			tx.AddReview(of)
			tx.PutReviewer(reviewer("wx1"))
			putShop(tx, one)
			tx.PutCard(store.Card{AppID: "wx1", CardID: "pcard <&>", Type: "MEMBER_CARD", UseCustomCode: true})
			tx.PutPlace(place("2708071440732747189", "440105"))
			tx.PutApplication(application("wx1", 414569513))
			tx.PutAuditEntry(auditEntry("0001"))
			return nil
		}),
		s.Decide(ctx, "wxplat", "", store.Hash{}, func(store.Standing) (store.Decision, error) { return code, nil }),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func exerciseCopies(t *testing.T, open opener) {
	ctx := context.Background()
	from, to := open(t), open(t)
	everyTable(t, from)
	all := readAll(t, from)
	for _, table := range from.Tables() {
		if !slices.ContainsFunc(all, func(c copied) bool { return c.Table == table.Name && len(c.Row) == len(table.Columns) }) {
			t.Errorf("no row of %s", table.Name)
		}
	}

	seed(t, to, "wxgone")
	if err := ReplaceAll(ctx, to, fill(all)); err != nil {
		t.Fatalf("ReplaceAll: %v", err)
	}
	if diff := cmp.Diff(all, readAll(t, to)); diff != "" {
		t.Errorf("the copy differs (-want +got):\n%s", diff)
	}
	want, err := from.Account(ctx, "wx1")
	got, copyErr := to.Account(ctx, "wx1")
	if diff := cmp.Diff(want, got); diff != "" || err != nil || copyErr != nil {
		t.Errorf("Account of the copy: %v, %v (-want +got):\n%s", err, copyErr, diff)
	}

	index := func(table string) int {
		return slices.IndexFunc(all, func(c copied) bool { return c.Table == table })
	}
	without := func(table string) []copied { i := index(table); return slices.Delete(slices.Clone(all), i, i+1) }
	for name, rows := range map[string][]copied{
		"no blob": without("blobs"), "no account": without("accounts"), "no merchant": without("merchants"),
		"twice": append(slices.Clone(all), all[index("merchants")]), "no table": {{"sqlite_schema", []any{""}}}, "short": {{"settings", []any{"x"}}},
	} {
		var bad store.BadCopy
		if err := ReplaceAll(ctx, to, fill(rows)); !errors.As(err, &bad) {
			t.Errorf("%s: %v, want a BadCopy", name, err)
		}
	}
	stop := errors.New("stop")
	if err := ReplaceAll(ctx, to, func(func(string, []any) error) error { return stop }); err != stop {
		t.Errorf("ReplaceAll that is stopped: %v", err)
	}
	if err := to.ReadAll(ctx, func(store.Table, []any) error { return stop }); err != stop {
		t.Errorf("ReadAll that is stopped: %v", err)
	}
	if diff := cmp.Diff(all, readAll(t, to)); diff != "" {
		t.Errorf("a copy that was refused has changed something (-want +got):\n%s", diff)
	}
	keep := slices.Clone(all)
	keep = slices.DeleteFunc(keep, func(c copied) bool { return c.Table != "audit_log" })
	if err := ReplaceAll(ctx, to, fill(nil)); err != nil || !cmp.Equal(keep, readAll(t, to)) {
		t.Errorf("ReplaceAll by nothing: %v, left %v", err, readAll(t, to))
	}
	seed(t, to, "wx2") // and it goes on
}
