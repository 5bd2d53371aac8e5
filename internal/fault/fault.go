package fault

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Faults
}

// Faults decides which calls are disturbed, and how. It is an edge.Faults.
//
// The faults are stored, and cached in memory. They are read again when they are
// changed here, and twice a second while Run runs, so that replicas on one store
// agree within a second.
type Faults struct {
	store Port
	log   *slog.Logger
	dice  *dice
	// live are the faults that can hit, in the order of their ids; nil if there are
	// none.
	live atomic.Pointer[[]liveFault]
	// changing is held while faults are written or read again, so that an old
	// reading never replaces a newer one. Next does not take it.
	changing sync.Mutex
}

// liveFault is a fault that has hits left, as far as was known when it was read.
type liveFault struct {
	store.Fault
	// spent is set when the store has said that no hit is left.
	spent atomic.Bool
}

// New reads the faults of a store. Chance comes from the source: with the same source
// and the same calls in the same order, the same calls are hit. The caller must not
// use the source any more.
func New(ctx context.Context, faults Port, source rand.Source, log *slog.Logger) (*Faults, error) {
	f := &Faults{store: faults, log: log, dice: &dice{rand: rand.New(source)}}
	if _, err := f.read(ctx); err != nil {
		return nil, err
	}
	return f, nil
}

// Next returns the fault for a call, or nil: of the faults that are meant for
// it, the first by id whose chance comes up and that has a hit left. It touches
// the store only to count a hit of a fault that has a count.
func (f *Faults) Next(ctx context.Context, page weixin.Page, appID string) *edge.Fault {
	live := f.live.Load()
	if live == nil {
		return nil
	}
	for i := range *live {
		fault := &(*live)[i]
		if !fault.meant(page.Name, appID) || !f.dice.hit(fault.Probability) || !f.take(ctx, fault) {
			continue
		}
		return f.inject(fault.Fault)
	}
	return nil
}

// meant reports whether the fault may hit a call.
func (l *liveFault) meant(name, appID string) bool {
	return (l.Interface == "" || l.Interface == name) && (l.AppID == "" || l.AppID == appID)
}

// take counts one hit. A hit that cannot be counted does not happen.
func (f *Faults) take(ctx context.Context, fault *liveFault) bool {
	if fault.Left < 0 {
		return true
	}
	if fault.spent.Load() {
		return false
	}
	took, err := Take(ctx, f.store, fault.ID)
	if err != nil {
		f.log.Error("fault not injected: its count could not be kept", "fault", fault.ID, "error", err)
		return false
	}
	if !took {
		fault.spent.Store(true)
	}
	return took
}

// inject is what the fault does to one call.
func (f *Faults) inject(fault store.Fault) *edge.Fault {
	injected := &edge.Fault{ID: fault.ID, Code: weixin.Code(fault.Code), Status: fault.Status}
	switch fault.Kind {
	case store.FaultLatency:
		injected.Wait = f.dice.wait(fault.Latency)
	case store.FaultCode:
		injected.Do = edge.FaultCode
	case store.FaultStatus:
		injected.Do = edge.FaultStatus
	case store.FaultEmpty:
		injected.Do = edge.FaultEmpty
	case store.FaultCut:
		injected.Do = edge.FaultCut
	case store.FaultGarbage:
		injected.Do = edge.FaultGarbage
	}
	return injected
}
