package ops

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) listFaults(ctx context.Context, _ api.None) (api.FaultList, error) {
	faults, err := c.m.Faults.List(ctx)
	return api.FaultList{Faults: each(faults, toFault)}, err
}

// putFault adds or replaces a fault and answers it with its id.
func (c *Console) putFault(ctx context.Context, in api.FaultChange) (api.Fault, error) {
	f := fromFault(in.Body)
	put, err := c.m.Faults.Change(ctx, f, in.Body.Version)
	return toFault(put), outdated(err, store.Mistakef("fault %s", f.ID), "GET /api/faults", in.Body.Version, toFault(f),
		func() (api.Fault, error) { return c.faultOf(ctx, f.ID) })
}

// faultOf returns the fault of an id, or store.ErrNotFound.
func (c *Console) faultOf(ctx context.Context, id string) (api.Fault, error) {
	faults, err := c.m.Faults.List(ctx)
	for _, there := range faults {
		if there.ID == id {
			return toFault(there), nil
		}
	}
	return api.Fault{}, orNotFound(err)
}

func (c *Console) dropFault(ctx context.Context, in api.FaultDrop) (api.None, error) {
	err := c.m.Faults.Drop(ctx, in.ID, in.Version)
	return api.None{}, dropped(err, store.Mistakef("fault %s", in.ID), in.Version, func() (api.Fault, error) { return c.faultOf(ctx, in.ID) })
}

func (c *Console) clearFaults(ctx context.Context, _ api.None) (api.None, error) {
	return api.None{}, c.m.Faults.DropAll(ctx)
}

func toFault(f store.Fault) api.Fault {
	out := api.Fault{
		ID: f.ID, Interface: f.Interface, AppID: f.AppID, Kind: string(f.Kind), Probability: &f.Probability,
		Code: f.Code, Status: f.Status, Version: f.Version(),
	}
	if f.Left >= 0 {
		out.Count = &f.Left
	}
	if l := f.Latency; l != (store.Latency{}) {
		out.Latency = &api.Latency{Shape: l.Shape, Min: api.Duration(l.Min), Max: api.Duration(l.Max), Sigma: l.Sigma}
	}
	return out
}

// fromFault is the fault as the store has it. The module checks what it says.
func fromFault(f api.Fault) store.Fault {
	out := store.Fault{
		ID: f.ID, Interface: f.Interface, AppID: f.AppID, Kind: store.FaultKind(f.Kind), Probability: 1, Left: -1,
		Code: f.Code, Status: f.Status,
	}
	if f.Probability != nil {
		out.Probability = *f.Probability
	}
	if f.Count != nil {
		out.Left = *f.Count
	}
	if l := f.Latency; l != nil {
		out.Latency = store.Latency{Shape: l.Shape, Min: time.Duration(l.Min), Max: time.Duration(l.Max), Sigma: l.Sigma}
	}
	return out
}
