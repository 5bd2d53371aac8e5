package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

const addAccount = `INSERT INTO accounts (app_id, name, kind, individual, irregular, secret_frozen, message_url, ip_list,
	quotas, category_barred, forbidden_words, modify_per_month) VALUES (?1, '', '', 0, 0, 0, '', '[]', '{}', 0, '[]', 0)`

// add writes one account.
func add(appID string) func(context.Context, *sqlstore.Tx) error {
	return func(ctx context.Context, t *sqlstore.Tx) error { return t.Exec(ctx, addAccount, appID) }
}

// together makes writes share one batch: it lets them queue behind a write that
// waits until all of them are there. It returns their results in order.
func together(t *testing.T, s *sqlstore.Store, writes ...func(context.Context, *sqlstore.Tx) error) []error {
	t.Helper()
	results := make([]error, len(writes))
	var all sync.WaitGroup
	all.Go(func() {
		err := s.WriteSQL(context.Background(), func(context.Context, *sqlstore.Tx) error {
			for i, write := range writes {
				all.Go(func() { results[i] = s.WriteSQL(context.Background(), write) })
				for s.Queued() <= i {
					time.Sleep(10 * time.Microsecond)
				}
			}
			return nil
		})
		if err != nil {
			t.Errorf("the write that the others wait for: %v", err)
		}
	})
	all.Wait()
	return results
}

func accounts(t *testing.T, s *sqlstore.Store, appIDs ...string) (there []bool) {
	t.Helper()
	for _, appID := range appIDs {
		_, err := s.Account(t.Context(), appID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
		there = append(there, err == nil)
	}
	return there
}

func TestWritesShareACommit(t *testing.T) {
	s, f := openFaulty(t)
	var writes []func(context.Context, *sqlstore.Tx) error
	for i := range 300 {
		writes = append(writes, add(fmt.Sprint(i)))
	}
	before := f.count("COMMIT")
	for _, err := range together(t, s, writes...) {
		if err != nil {
			t.Error(err)
		}
	}
	// The write that they wait for, 256 that fill a batch, and the rest.
	if commits := f.count("COMMIT") - before; commits != 3 {
		t.Errorf("300 waiting writes took %d commits, want 3", commits)
	}
}

// TestFailureStaysAlone puts writes that fail in all ways between two that do
// not.
func TestFailureStaysAlone(t *testing.T) {
	own := errors.New("own")
	for name, c := range map[string]struct {
		write func(context.Context, *sqlstore.Tx) error
		want  error // nil for any error
		// begins is how many transactions the three take.
		begins int
	}{
		"before it wrote": {func(context.Context, *sqlstore.Tx) error { return own }, own, 1},
		"after it wrote": {func(ctx context.Context, tx *sqlstore.Tx) error {
			return errors.Join(add("middle")(ctx, tx), own)
		}, own, 4},
		"in a statement": {func(ctx context.Context, tx *sqlstore.Tx) error {
			return errors.Join(add("middle")(ctx, tx), tx.Exec(ctx, addAccount, nil))
		}, nil, 4},
		"in a statement, and says nothing": {func(ctx context.Context, tx *sqlstore.Tx) error {
			_ = tx.Exec(ctx, addAccount, nil)
			return add("middle")(ctx, tx)
		}, nil, 4},
		"in a query that is not SQL": {func(ctx context.Context, tx *sqlstore.Tx) error {
			return tx.Exec(ctx, "NOT SQL")
		}, nil, 4},
		"by a panic": {func(context.Context, *sqlstore.Tx) error { panic("mistake") }, nil, 1},
		"by a panic after it wrote": {func(ctx context.Context, tx *sqlstore.Tx) error {
			_ = add("middle")(ctx, tx)
			panic("mistake")
		}, nil, 4},
	} {
		t.Run(name, func(t *testing.T) {
			s, f := openFaulty(t)
			before := f.count("BEGIN IMMEDIATE")
			results := together(t, s, add("first"), c.write, add("last"))
			if results[0] != nil || results[2] != nil {
				t.Errorf("the others' results are %v and %v, want nil", results[0], results[2])
			}
			if results[1] == nil || c.want != nil && !errors.Is(results[1], c.want) {
				t.Errorf("the failing write's result is %v, want %v", results[1], c.want)
			}
			if got := accounts(t, s, "first", "middle", "last"); !slices.Equal(got, []bool{true, false, true}) {
				t.Errorf("first, middle and last are there: %v, want first and last", got)
			}
			if begins := f.count("BEGIN IMMEDIATE") - before - 1; begins != c.begins {
				t.Errorf("they took %d transactions, want %d", begins, c.begins)
			}
		})
	}
}

// TestCommitFails makes the shared commit fail, and then some of the commits
// that follow.
func TestCommitFails(t *testing.T) {
	full := errors.New("disk is full")
	for name, c := range map[string]struct {
		commits, rollbacks []error
		want               []bool
	}{
		"once":                       {[]error{nil, full}, nil, []bool{true, true, true}},
		"for one alone too":          {[]error{nil, full, nil, full}, nil, []bool{true, false, true}},
		"for all":                    {[]error{nil, full, full, full, full}, nil, []bool{false, false, false}},
		"and so does the rollback":   {[]error{nil, full}, []error{full}, []bool{true, true, true}},
		"and so do all that follows": {[]error{nil, full, full, full, full}, []error{full, full, full, full}, []bool{false, false, false}},
	} {
		t.Run(name, func(t *testing.T) {
			s, f := openFaulty(t)
			f.fail("COMMIT", c.commits...)
			f.fail("ROLLBACK", c.rollbacks...)
			for i, err := range together(t, s, add("0"), add("1"), add("2")) {
				if c.want[i] != (err == nil) || err != nil && !errors.Is(err, full) {
					t.Errorf("write %d: %v, want success: %t", i, err, c.want[i])
				}
			}
			if got := accounts(t, s, "0", "1", "2"); !slices.Equal(got, c.want) {
				t.Errorf("accounts are there: %v, want %v", got, c.want)
			}
			if err := s.WriteSQL(t.Context(), add("later")); err != nil {
				t.Errorf("a later write: %v", err)
			}
		})
	}
}

// TestBeginFails must not try once for each: it may have waited for seconds.
func TestBeginFails(t *testing.T) {
	s, f := openFaulty(t)
	busy := errors.New("busy")
	f.fail("BEGIN IMMEDIATE", nil, busy)
	for _, err := range together(t, s, add("0"), add("1")) {
		if !errors.Is(err, busy) {
			t.Errorf("a write: %v, want %v", err, busy)
		}
	}
	if err := s.WriteSQL(t.Context(), add("later")); err != nil {
		t.Errorf("a later write: %v", err)
	}
}

// TestAnswerIsNotOfARolledBackWrite: the second write refuses because of what
// the first did. If the first is then undone, so is the reason to refuse.
func TestAnswerIsNotOfARolledBackWrite(t *testing.T) {
	s, f := openFaulty(t)
	full := errors.New("disk is full")
	f.fail("COMMIT", nil, full, full)
	taken := errors.New("taken")
	var runs atomic.Int32
	results := together(t, s, add("name"), func(ctx context.Context, tx *sqlstore.Tx) error {
		runs.Add(1)
		if there, err := tx.Has(ctx, "name"); there || err != nil {
			return errors.Join(err, taken)
		}
		return add("other")(ctx, tx)
	})
	if !errors.Is(results[0], full) || results[1] != nil || runs.Load() != 2 {
		t.Errorf("results are %v after %d runs of the second, want %v and nil after 2", results, runs.Load(), full)
	}
	if got := accounts(t, s, "name", "other"); !slices.Equal(got, []bool{false, true}) {
		t.Errorf("accounts are there: %v, want only the second", got)
	}
}
