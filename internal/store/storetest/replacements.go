package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

// exerciseReplacements fills what replaces everything while calls go on.
func exerciseReplacements(t *testing.T, open opener) {
	ctx := context.Background()
	from, to := open(t), open(t)
	everyTable(t, from)
	all := readAll(t, from)
	seed(t, to, "wxbefore")
	during := func(add func(string, []any) error) error {
		if err := fill(all)(add); err != nil {
			return err
		}
		if err := to.PutSetting(ctx, "during", []byte("1")); err != nil {
			t.Errorf("a write while rows are filled: %v", err)
		}
		_, err := to.Account(ctx, "wxbefore")
		return err
	}
	filled, err := to.Fill(ctx, during)
	if err != nil {
		t.Fatalf("Fill: %v", err)
	}
	if value, err := to.Setting(ctx, "during"); err != nil || string(value) != "1" {
		t.Errorf("Setting before Swap = %q, %v, want 1", value, err)
	}
	if _, err := to.Account(ctx, "wx1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Account of what is only filled: %v, want ErrNotFound", err)
	}
	if err := filled.Swap(ctx); err != nil {
		t.Fatalf("Swap: %v", err)
	}
	filled.Discard(ctx)
	if diff := cmp.Diff(all, readAll(t, to)); diff != "" {
		t.Errorf("after Swap (-want +got):\n%s", diff)
	}

	// The second takes the first's place, and can be given up.
	first, err := to.Fill(ctx, fill(nil))
	if err != nil {
		t.Fatalf("Fill: %v", err)
	}
	second, err := to.Fill(ctx, fill(nil))
	if err != nil {
		t.Fatalf("Fill while another is filled: %v", err)
	}
	if err := first.Swap(ctx); err == nil {
		t.Error("a replacement that was taken over is put in place")
	}
	first.Discard(ctx)
	second.Discard(ctx)
	if diff := cmp.Diff(all, readAll(t, to)); diff != "" {
		t.Errorf("after two that were not put in place (-want +got):\n%s", diff)
	}
	if err := ReplaceAll(ctx, to, fill(all)); err != nil {
		t.Errorf("ReplaceAll afterwards: %v", err)
	}
	if diff := cmp.Diff(all, readAll(t, to)); diff != "" {
		t.Errorf("after ReplaceAll (-want +got):\n%s", diff)
	}
}
