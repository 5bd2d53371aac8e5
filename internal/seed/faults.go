package seed

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// Faults knows what a fault may be and keeps it.
type Faults interface {
	// Check returns what is wrong with a fault.
	Check(f store.Fault) error
	// Declare keeps a fault, and reports whether that changed anything. A fault
	// of the id that is there already keeps its remaining count.
	Declare(ctx context.Context, f store.Fault) (changed bool, err error)
}

// faultSeed declares a fault to inject into calls:
//
//	faults:
//	  - {id: quota, interface: modifywxastore, kind: code, code: 45009, count: 3}
//	  - {id: slow, kind: latency, latency: {shape: uniform, min: 100ms, max: 2s}}
type faultSeed struct {
	// ID names the fault: 1 to 64 letters, digits, - and _. It is what makes
	// seeding twice change nothing, so it must be there.
	ID string `yaml:"id"`
	// Interface is the name of the interface whose calls are hit, AppID the
	// account; all if left out.
	Interface string `yaml:"interface"`
	AppID     string `yaml:"appid"`
	// Kind is what happens to a call that is hit: code, latency, status, empty,
	// cut or garbage.
	Kind string `yaml:"kind"`
	// Probability is that of a call to be hit, above 0 and at most 1 (the
	// default).
	Probability *float64 `yaml:"probability"`
	// Count is how many calls are hit, ever; no limit if left out.
	Count *int `yaml:"count"`
	// Code is the errcode of kind code, Status the HTTP status of kind status,
	// 400 to 599.
	Code   int `yaml:"code"`
	Status int `yaml:"status"`
	// Latency is the wait of kind latency.
	Latency latencySeed `yaml:"latency"`
}

// latencySeed is a wait, from 1 µs to 1 minute.
type latencySeed struct {
	// Shape is fixed (always min), uniform (from min to max) or lognormal
	// (median min, spread sigma above 0 and at most 10).
	Shape string        `yaml:"shape"`
	Min   time.Duration `yaml:"min"` // as 250ms or 1.5s
	Max   time.Duration `yaml:"max"`
	Sigma float64       `yaml:"sigma"`
}

func (f faultSeed) record() store.Fault {
	record := store.Fault{
		ID: f.ID, Interface: f.Interface, AppID: f.AppID, Kind: store.FaultKind(f.Kind), Probability: 1, Left: -1,
		Code: f.Code, Status: f.Status, Latency: store.Latency(f.Latency),
	}
	if f.Probability != nil {
		record.Probability = *f.Probability
	}
	if f.Count != nil {
		record.Left = *f.Count
	}
	return record
}

// check returns what is wrong with a declared fault.
func (l Loader) check(f faultSeed) error {
	if l.Faults == nil {
		return said.Errorf("faults cannot be seeded here")
	}
	return l.Faults.Check(f.record())
}

// declare keeps the faults of a document and returns how many were added or
// changed.
func (l Loader) declare(ctx context.Context, faults []faultSeed) (changed int, err error) {
	for _, f := range faults {
		did, err := l.Faults.Declare(ctx, f.record())
		if err != nil {
			return changed, said.Errorf("fault %s: %w", f.ID, err)
		}
		if did {
			changed++
		}
	}
	return changed, nil
}
