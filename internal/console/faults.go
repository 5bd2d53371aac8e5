package console

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
)

// faultsAPI is /api/faults and /api/faults/{id}.
//
//	curl localhost:8081/api/faults -d '{"kind":"code","code":45009,"interface":"modifywxastore","count":3}'
//	curl localhost:8081/api/faults -d '{"id":"slow","kind":"latency","latency":{"shape":"lognormal","min":"200ms","sigma":0.5}}'
//	curl localhost:8081/api/faults
//	curl -X DELETE localhost:8081/api/faults/slow
//	curl -X DELETE localhost:8081/api/faults
type faultsAPI struct{ faults ports.Faults }

func faultRoutes(c Config) []route {
	a := faultsAPI{c.Ports.Faults}
	return []route{
		{method: "GET", path: "/api/faults", summary: "List the faults.", response: jsonBody[faultList](), serve: serveJSON(a.list, c.Log)},
		{method: "POST", path: "/api/faults", summary: "Add a fault, or replace the one with its id whose version is the body's.", request: jsonBody[faultJSON](), response: jsonBody[faultJSON](), serve: serveJSON(a.put, c.Log)},
		{method: "DELETE", path: "/api/faults", summary: "Delete all faults.", serve: serveJSON(a.dropAll, c.Log)},
		{method: "DELETE", path: "/api/faults/{id}", summary: "Delete a fault.", serve: serveJSON(a.drop, c.Log)},
	}
}

// faultJSON is a fault in requests and answers.
type faultJSON struct {
	// ID names the fault: 1 to 64 letters, digits, - and _. Where it is left
	// out, one is made.
	ID string `json:"id"`
	// Interface is the name of the interface whose calls are hit, as wxastore
	// interfaces lists them; all if it is left out.
	Interface string `json:"interface,omitempty"`
	// AppID is the account whose calls are hit; all if it is left out.
	AppID string `json:"appid,omitempty"`
	// Kind is what happens to a call that is hit: code (an errcode is answered),
	// latency (the call waits and then goes on), status (an HTTP status without
	// a body), empty (200 without a body), cut (the connection ends without an
	// answer) or garbage (good headers and no JSON).
	Kind string `json:"kind"`
	// Probability is that of a call to be hit, above 0 and at most 1; 1 if it is
	// left out.
	Probability *float64 `json:"probability"`
	// Count is how many more calls are hit; no limit if it is left out. In
	// answers it is what is left, and 0 when the fault is used up.
	Count *int `json:"count,omitempty"`
	// Code is the errcode of kind code, not 0.
	Code int `json:"code,omitempty"`
	// Status is the HTTP status of kind status, 400 to 599.
	Status int `json:"status,omitempty"`
	// Latency is the wait of kind latency.
	Latency *latencyJSON `json:"latency,omitempty"`
	// Version tells this fault from what it is after a change; what is left of its
	// count is not in it. Who replaces a fault by another names the version that
	// they have seen, "*" for whatever is there; if it is another by now, they are
	// answered 409 with both.
	Version string `json:"version,omitempty"`
}

// latencyJSON is a wait, from 1 µs to 1 minute.
type latencyJSON struct {
	// Shape is fixed (always min), uniform (between min and max) or lognormal
	// (median min, spread sigma, never more than 1 minute).
	Shape string   `json:"shape"`
	Min   duration `json:"min"`
	// Max belongs to uniform.
	Max duration `json:"max,omitempty"`
	// Sigma belongs to lognormal: 0.5 makes one wait in 40 longer than 2.7
	// times the median. It is at most 10.
	Sigma float64 `json:"sigma,omitempty"`
}

// faultList is the answer of GET /api/faults.
type faultList struct {
	// Faults are all faults in the order of their ids. Of those that match a
	// call, the first whose chance comes up hits.
	Faults []faultJSON `json:"faults"`
}

func (a faultsAPI) list(_ http.ResponseWriter, r *http.Request) (any, error) {
	faults, err := a.faults.List(r.Context())
	if err != nil {
		return nil, err
	}
	list := faultList{Faults: make([]faultJSON, 0, len(faults))}
	for _, f := range faults {
		list.Faults = append(list.Faults, toFaultJSON(f))
	}
	return list, nil
}

// put adds or replaces a fault and answers it with its id.
func (a faultsAPI) put(_ http.ResponseWriter, r *http.Request) (any, error) {
	var f faultJSON
	if err := decode(r, &f); err != nil {
		return nil, err
	}
	put, err := a.faults.Change(r.Context(), f.fault(), f.Version)
	if errors.Is(err, store.ErrConflict) {
		return nil, a.overtaken(r.Context(), f)
	}
	if err != nil {
		return nil, err
	}
	return toFaultJSON(put), nil
}

// overtaken is the conflict of a fault with the one that has its id.
func (a faultsAPI) overtaken(ctx context.Context, f faultJSON) error {
	faults, err := a.faults.List(ctx)
	if err != nil {
		return err
	}
	var current any
	for _, there := range faults {
		if there.ID == f.ID {
			current = toFaultJSON(there)
		}
	}
	return overtaken("fault "+f.ID, "GET /api/faults", f.Version, toFaultJSON(f.fault()), current)
}

func (a faultsAPI) drop(_ http.ResponseWriter, r *http.Request) (any, error) {
	return nil, a.faults.Drop(r.Context(), r.PathValue("id"))
}

func (a faultsAPI) dropAll(_ http.ResponseWriter, r *http.Request) (any, error) {
	return nil, a.faults.DropAll(r.Context())
}

func toFaultJSON(f store.Fault) faultJSON {
	j := faultJSON{
		ID: f.ID, Interface: f.Interface, AppID: f.AppID, Kind: string(f.Kind), Probability: &f.Probability,
		Code: f.Code, Status: f.Status, Version: f.Version(),
	}
	if f.Left >= 0 {
		j.Count = &f.Left
	}
	if l := f.Latency; l != (store.Latency{}) {
		j.Latency = &latencyJSON{Shape: l.Shape, Min: duration(l.Min), Max: duration(l.Max), Sigma: l.Sigma}
	}
	return j
}

// fault is the fault as the store has it. What it says is checked by Put.
func (j faultJSON) fault() store.Fault {
	f := store.Fault{
		ID: j.ID, Interface: j.Interface, AppID: j.AppID, Kind: store.FaultKind(j.Kind), Probability: 1, Left: -1,
		Code: j.Code, Status: j.Status,
	}
	if j.Probability != nil {
		f.Probability = *j.Probability
	}
	if j.Count != nil {
		f.Left = *j.Count
	}
	if l := j.Latency; l != nil {
		f.Latency = store.Latency{Shape: l.Shape, Min: time.Duration(l.Min), Max: time.Duration(l.Max), Sigma: l.Sigma}
	}
	return f
}
