package fault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
)

// faultRefresh is how often the faults are read again: so often that replicas
// agree within a second.
const faultRefresh = 500 * time.Millisecond

// List returns all faults in the order of their ids, also those that have no
// hit left.
func (f *Faults) List(ctx context.Context) ([]store.Fault, error) {
	f.changing.Lock()
	defer f.changing.Unlock()
	return f.read(ctx)
}

// Put adds a fault or replaces the one with its id, count included, and returns
// it as it is kept. Where the id is "", one is made. A negative Left is no
// limit. Waits are kept in microseconds. A fault that cannot be is refused with
// a Bad.
func (f *Faults) Put(ctx context.Context, fault store.Fault) (store.Fault, error) {
	if fault.ID == "" {
		fault.ID = strings.ToLower(rand.Text()[:10])
	}
	fault = kept(fault)
	if err := f.Check(fault); err != nil {
		return store.Fault{}, err
	}
	f.changing.Lock()
	defer f.changing.Unlock()
	return fault, f.put(ctx, fault)
}

// Change puts a fault, as Put does, for an editor who has seen a version of it, ""
// for no fault. If it has another version by now, and the editor did not ask to
// replace any version, nothing is changed and Change returns store.ErrConflict.
func (f *Faults) Change(ctx context.Context, fault store.Fault, version string) (store.Fault, error) {
	if fault.ID == "" {
		return f.Put(ctx, fault)
	}
	fault = kept(fault)
	if err := f.Check(fault); err != nil {
		return store.Fault{}, err
	}
	f.changing.Lock()
	defer f.changing.Unlock()
	if err := Swap(ctx, f.store, fault, version); err != nil {
		return store.Fault{}, fmt.Errorf("keep fault: %w", err)
	}
	_, err := f.read(ctx)
	return fault, err
}

// Declare puts a fault as a seed file declares it, and reports whether that changed
// anything. The remaining count of a fault that is there already stays, if both are
// limited.
func (f *Faults) Declare(ctx context.Context, fault store.Fault) (changed bool, err error) {
	fault = kept(fault)
	if err := f.Check(fault); err != nil {
		return false, err
	}
	f.changing.Lock()
	defer f.changing.Unlock()
	err = f.store.Write(ctx, []store.Key{store.FaultKey(fault.ID)}, func(tx store.Tx) error {
		changed = true
		before, err := tx.Fault(fault.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		after := fault
		if err == nil && before.Left >= 0 && after.Left >= 0 {
			after.Left = before.Left
		}
		if changed = err != nil || after != before; changed {
			tx.PutFault(after)
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("keep fault: %w", err)
	}
	_, err = f.read(ctx)
	return changed, err
}

// Drop deletes a fault, or returns store.ErrNotFound. version is what was seen of it, ""
// for whatever is there: if it is another by now, nothing is deleted and Drop returns
// store.ErrConflict.
func (f *Faults) Drop(ctx context.Context, id, version string) error {
	f.changing.Lock()
	defer f.changing.Unlock()
	if err := Drop(ctx, f.store, id, version); err != nil {
		return err
	}
	_, err := f.read(ctx)
	return err
}

// DropAll deletes all faults.
func (f *Faults) DropAll(ctx context.Context) error {
	f.changing.Lock()
	defer f.changing.Unlock()
	if err := f.store.DropFaults(ctx); err != nil {
		return fmt.Errorf("drop faults: %w", err)
	}
	_, err := f.read(ctx)
	return err
}

// Run reads the faults again twice a second, until ctx ends. While they cannot be
// read, those that are known stay.
func (f *Faults) Run(ctx context.Context) error {
	failing := false
	for range wait.Every(ctx, faultRefresh) {
		_, err := f.List(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			f.log.Error("faults not read; those that are known stay", "error", err)
		}
		failing = err != nil
	}
	return nil
}

// kept is a fault as the store keeps it.
func kept(fault store.Fault) store.Fault {
	fault.Left = max(fault.Left, -1)
	fault.Latency.Min = fault.Latency.Min.Truncate(time.Microsecond)
	fault.Latency.Max = fault.Latency.Max.Truncate(time.Microsecond)
	return fault
}

func (f *Faults) put(ctx context.Context, fault store.Fault) error {
	if err := Keep(ctx, f.store, fault); err != nil {
		return fmt.Errorf("keep fault: %w", err)
	}
	_, err := f.read(ctx)
	return err
}

// read reads the faults and lets Next know those that can hit.
func (f *Faults) read(ctx context.Context) ([]store.Fault, error) {
	faults, err := f.store.Faults(ctx)
	if err != nil {
		return nil, fmt.Errorf("read faults: %w", err)
	}
	live := make([]liveFault, len(faults))
	n := 0
	for _, fault := range faults {
		if fault.Left != 0 {
			live[n].Fault = fault
			n++
		}
	}
	if live = live[:n]; n == 0 {
		f.live.Store(nil)
	} else {
		f.live.Store(&live)
	}
	return faults, nil
}
