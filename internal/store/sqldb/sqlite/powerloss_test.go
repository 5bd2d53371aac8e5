package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

const (
	// lossShops are changed at the same time, each this many times.
	lossShops, lossChanges = 24, 120
	// lossLimit is a log so short that it begins again several times, and that
	// checkpoints are done aside, too.
	lossLimit = 120
)

// acknowledged is a change that was answered, after this many events.
type acknowledged struct {
	appID   string
	version int64
	events  int
}

// TestPowerLoss cuts the power at 100 moments, or WXASTORE_POWER_LOSSES: all that was answered must be
// there, and what is there must be whole.
func TestPowerLoss(t *testing.T) {
	r, answered := recordLoad(t, false)
	if begun := r.begun("-wal"); begun < 3 {
		t.Fatalf("the log was begun %d times: that is not a load with checkpoints", begun)
	}
	for _, fault := range lose(t, r, answered, uint64(rounds.Of(t, "WXASTORE_POWER_LOSSES", 30, 100))) {
		t.Error(fault)
	}
}

// TestPowerLossIsNoticed does the same with a disk that is never told to keep
// anything: a test that is content with that shows nothing.
func TestPowerLossIsNoticed(t *testing.T) {
	const losses = 20
	r, answered := recordLoad(t, true)
	if faults := lose(t, r, answered, losses); len(faults) < losses/2 {
		t.Errorf("only %d of %d losses of power were noticed, although nothing was flushed", len(faults), losses)
	}
}

// recordLoad changes merchants of a new store at the same time.
func recordLoad(t *testing.T, forgetful bool) (r *recorder, answered []acknowledged) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir()) // as SQLite names it
	if err != nil {
		t.Fatal(err)
	}
	r = record(t, dir, forgetful)
	name, err := privateFile(filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	engine, err := openNamed(t.Context(), name+"&vfs="+recorderVFS, lossLimit, log)
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlstore.Open(t.Context(), engine, log)
	if err != nil {
		t.Fatal(err)
	}
	var seeds []store.Seed
	for i := range lossShops {
		appID := fmt.Sprint("wx", i)
		seeds = append(seeds, store.Seed{Account: store.Account{AppID: appID}, Merchant: &store.Merchant{AppID: appID, State: store.MerchantApproved}})
	}
	if _, err := storetest.With(s).Seed(t.Context(), seeds); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range lossShops {
		answered = append(answered, acknowledged{fmt.Sprint("wx", i), 0, r.now()})
		all.Go(func() {
			for version := int64(1); version <= lossChanges; version++ {
				if err := change(s, fmt.Sprint("wx", i)); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				answered = append(answered, acknowledged{fmt.Sprint("wx", i), version, r.now()})
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return r, answered
}

// change makes one more change of a merchant.
func change(s *sqlstore.Store, appID string) error {
	return storetest.With(s).ModifyMerchant(context.Background(), appID, func(_ store.Policy, before store.Merchant) (*store.Modification, error) {
		after := before
		after.Version++
		after.Intro = fmt.Sprint("change ", after.Version)
		return &store.Modification{Merchant: after, Change: store.Change{
			AppID: appID, Version: after.Version, BeforeIntro: before.Intro, AfterIntro: after.Intro,
		}}, nil
	})
}

// lose cuts the power at n random moments and returns what was wrong
// afterwards, one fault a loss at most.
func lose(t *testing.T, r *recorder, answered []acknowledged, losses uint64) (faults []error) {
	t.Helper()
	for seed := range losses {
		chance := rand.New(rand.NewPCG(seed, 1))
		events := answered[0].events + chance.IntN(len(r.events)-answered[0].events)
		dir := t.TempDir()
		r.powerLoss(t, dir, events, chance)
		kept := make(map[string]int64)
		for _, a := range answered {
			if a.events <= events {
				kept[a.appID] = max(kept[a.appID], a.version)
			}
		}
		if err := survived(t.Context(), dir, kept); err != nil {
			faults = append(faults, fmt.Errorf("seed %d, after %d of %d events: %w", seed, events, len(r.events), err))
		}
	}
	return faults
}

// survived opens what a loss of power left. Each merchant must have the version
// that was answered, or a later one, and all the changes that lead to it.
func survived(ctx context.Context, dir string, answered map[string]int64) (err error) {
	s, err := sqlstore.Open(ctx, Folder(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.IntegrityCheck(ctx); err != nil {
		return err
	}
	for appID, version := range answered {
		m, err := s.Merchant(ctx, appID)
		if err != nil {
			return err
		}
		if m.Version < version || m.Version > 0 && m.Intro != fmt.Sprint("change ", m.Version) {
			return fmt.Errorf("%s is at version %d with %q, and %d was answered", appID, m.Version, m.Intro, version)
		}
		history, err := s.History(ctx, appID, 0, lossChanges+1)
		if err != nil {
			return err
		}
		if int64(len(history)) != m.Version {
			return fmt.Errorf("%s is at version %d with a history of %d", appID, m.Version, len(history))
		}
	}
	return nil
}
