package fault

import (
	"context"
	"errors"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
)

// Keep adds a fault or replaces the one with its id.
func Keep(ctx context.Context, w store.Writer, fault store.Fault) error {
	return w.Write(ctx, []store.Key{store.FaultKey(fault.ID)}, func(tx store.Tx) error {
		tx.PutFault(fault)
		return nil
	})
}

// Swap is Keep for an editor who has seen a version of the fault, "" for no fault:
// store.ErrConflict says that it has another by now.
func Swap(ctx context.Context, w store.Writer, fault store.Fault, version string) error {
	return w.Write(ctx, []store.Key{store.FaultKey(fault.ID)}, func(tx store.Tx) error {
		there := ""
		switch before, err := tx.Fault(fault.ID); {
		case err == nil:
			there = before.Version()
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		if !store.Replaces(version, there, fault.Version()) {
			return fmt.Errorf("fault %s: %w", fault.ID, store.ErrConflict)
		}
		tx.PutFault(fault)
		return nil
	})
}

// Drop deletes a fault for an editor who has seen a version of it, "" for whatever is
// there: store.ErrConflict says that it has another by now.
func Drop(ctx context.Context, w store.Writer, id, version string) error {
	return w.Write(ctx, []store.Key{store.FaultKey(id)}, func(tx store.Tx) error {
		fault, err := tx.Fault(id)
		if err == nil && !store.Unchanged(version, fault.Version()) {
			err = store.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("fault %q: %w", id, err)
		}
		tx.DropFault(id)
		return nil
	})
}

// Take takes one from a fault's Left and reports whether there was one to take. A
// negative Left stays as it is; an unknown fault has none.
func Take(ctx context.Context, w store.Writer, id string) (took bool, err error) {
	err = w.Write(ctx, []store.Key{store.FaultKey(id)}, func(tx store.Tx) error {
		took = false
		fault, err := tx.Fault(id)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if took = err == nil && fault.Left != 0; took && fault.Left > 0 {
			fault.Left--
			tx.PutFault(fault)
		}
		return err
	})
	return took && err == nil, err
}
