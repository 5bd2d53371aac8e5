package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wxastore/wxastore/internal/store"
)

func auditEntry(id string) store.AuditEntry {
	return store.AuditEntry{
		ID: id, At: kept(noon()), By: "token", Address: "::1", Operation: "PUT /api/accounts/{app_id}", Target: "wx1 <门店>", Version: "7",
		Outcome: store.AuditUnknown, Reason: "", RID: "",
	}
}

// exerciseAuditLog notes what was done, how it ended, lists it page by page, drops what
// is old, and replaces everything else.
func exerciseAuditLog(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	note := func(e store.AuditEntry) {
		t.Helper()
		err := s.Write(ctx, []store.Key{store.AuditEntryKey(e.ID)}, func(tx store.Tx) error {
			tx.PutAuditEntry(e)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	list := func(before string, limit int, want ...store.AuditEntry) {
		t.Helper()
		got, err := s.AuditEntries(ctx, before, limit)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Errorf("AuditEntries(%q, %d): %v (-want +got):\n%s", before, limit, err, diff)
		}
	}
	first, second, third := auditEntry("0001"), auditEntry("0002"), auditEntry("000a")
	third.At = kept(noon()).Add(time.Minute)
	list("", 9)
	note(first)
	note(third)
	note(second)
	third.Outcome, third.Reason, third.RID = store.AuditRefused, "no", "65e1c0f0-1a2b3c4d-5e6f7a8b"
	note(third)
	list("", 9, third, second, first)
	list("", 2, third, second)
	list("0002", 2, first)
	list("0001", 2)

	// A copy adds what is not there, and takes nothing away.
	all := readAll(t, s)
	to := open(t)
	old := auditEntry("0000")
	for _, e := range []store.AuditEntry{old, second} {
		if err := to.Write(ctx, nil, func(tx store.Tx) error { tx.PutAuditEntry(e); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := ReplaceAll(ctx, to, fill(all)); err != nil {
		t.Fatalf("ReplaceAll: %v", err)
	}
	s = to
	list("", 9, third, second, first, old)

	for _, c := range []struct{ keep, want int }{{4, 0}, {2, 2}, {2, 0}} {
		if n, err := s.DropAuditEntries(ctx, c.keep); n != c.want || err != nil {
			t.Errorf("DropAuditEntries(%d) = %d, %v, want %d", c.keep, n, err, c.want)
		}
	}
	list("", 9, third, second)
}
