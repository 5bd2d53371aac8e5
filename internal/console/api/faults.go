package api

// The operations on injected faults.
//
//	curl localhost:8081/api/faults -d '{"kind":"code","code":45009,"interface":"modifywxastore","count":3}'
//	curl localhost:8081/api/faults -d '{"id":"slow","kind":"latency","latency":{"shape":"lognormal","min":"200ms","sigma":0.5}}'
//	curl localhost:8081/api/faults
//	curl -X DELETE 'localhost:8081/api/faults/slow'
//	curl -X DELETE 'localhost:8081/api/faults'
var (
	ListFaults = Declare[None, FaultList](Operation{
		Method: "GET", Path: "/api/faults", Doc: "List the faults.",
		Verb: "faults list", Columns: []string{"id", "kind", "interface", "appid", "probability", "count", "code", "status", "latency"},
	})
	PutFault = Declare[FaultChange, Fault](Operation{
		Method: "POST", Path: "/api/faults", Doc: "Add a fault, or replace the one with its id whose version is the body's.", Verb: "faults put",
	})
	DropFault = Declare[FaultDrop, None](Operation{
		Method: "DELETE", Path: "/api/faults/{id}", Doc: "Delete a fault.", Verb: "faults drop",
		Destroys: "Calls that it hits are answered again. It is not kept anywhere else.",
	})
	ClearFaults = Declare[None, None](Operation{
		Method: "DELETE", Path: "/api/faults", Doc: "Delete all faults.", Verb: "faults clear",
		Destroys:    "Nothing is disturbed any more. Faults are not kept anywhere else.",
		Unversioned: allGo,
	})
)

// FaultID names a fault.
type FaultID struct {
	ID string `path:"id" arg:"" name:"id" help:"The fault's id."`
}

// FaultDrop deletes a fault.
type FaultDrop struct {
	FaultID
	Seen
}

// FaultChange adds or replaces a fault.
type FaultChange struct{ Body Fault }

// Fault is a fault in requests and answers.
type Fault struct {
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
	// answer) or garbage (good headers, and a body that is not JSON).
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
	Latency *Latency `json:"latency,omitempty"`
	// Version tells this fault from what it is after a change; what is left of its
	// count is not in it. Who replaces a fault by another names the version that
	// they have seen, "*" for whatever is there; if it is another by now, they are
	// answered 409 with both.
	Version string `json:"version,omitempty"`
}

// Chance is the probability, 1 if it is left out.
func (f Fault) Chance() float64 {
	if f.Probability == nil {
		return 1
	}
	return *f.Probability
}

// Latency is a wait, from 1 µs to 1 minute.
type Latency struct {
	// Shape is fixed (always min), uniform (between min and max) or lognormal
	// (median min, spread sigma, never more than 1 minute).
	Shape string   `json:"shape"`
	Min   Duration `json:"min"`
	// Max belongs to uniform.
	Max Duration `json:"max,omitempty"`
	// Sigma belongs to lognormal: 0.5 makes one wait in 40 longer than 2.7
	// times the median. It is at most 10.
	Sigma float64 `json:"sigma,omitempty"`
}

// FaultList are faults.
type FaultList struct {
	// Faults are all faults in the order of their ids. Of those that match a
	// call, the first whose chance comes up hits.
	Faults []Fault `json:"faults"`
}

// The kinds of faults.
const (
	FaultCode    = "code"
	FaultLatency = "latency"
	FaultStatus  = "status"
	FaultEmpty   = "empty"
	FaultCut     = "cut"
	FaultGarbage = "garbage"
)
