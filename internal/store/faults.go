package store

import (
	"context"
	"time"
)

// FaultKind is what an injected fault does to a call.
type FaultKind string

// The kinds of faults.
const (
	// FaultCode answers the fault's Code instead of running the rule.
	FaultCode FaultKind = "code"
	// FaultLatency waits before the rule.
	FaultLatency FaultKind = "latency"
	// FaultStatus answers the fault's HTTP status with an empty body.
	FaultStatus FaultKind = "status"
	// FaultEmpty answers 200 with an empty body.
	FaultEmpty FaultKind = "empty"
	// FaultCut closes the connection without an answer.
	FaultCut FaultKind = "cut"
	// FaultGarbage answers good headers and then bytes that are not JSON.
	FaultGarbage FaultKind = "garbage"
)

// Latency is a wait: fixed, uniform or lognormal. Its durations are kept to the
// microsecond.
type Latency struct {
	// Shape is fixed (Min), uniform (Min to Max) or lognormal (median Min,
	// with Sigma).
	Shape    string        `json:"shape"`
	Min, Max time.Duration `json:"-"`
	Sigma    float64       `json:"sigma,omitempty"`
}

// Fault is a fault to inject into calls.
type Fault struct {
	// ID names the fault.
	ID string
	// Interface and AppID narrow the calls; "" is all.
	Interface, AppID string
	Kind             FaultKind
	// Probability is that of a call to be hit, above 0 and at most 1.
	Probability float64
	// Left is how many more calls are hit; negative is no limit.
	Left int
	// Code is the errcode of FaultCode, Status the HTTP status of FaultStatus.
	Code, Status int
	Latency      Latency
}

// Faults is the port for injected faults.
type Faults interface {
	// Faults returns all faults, in the order of their ids.
	Faults(ctx context.Context) ([]Fault, error)
	// DropFaults deletes all faults. Deleting what is
	// not there is not an error.
	DropFaults(ctx context.Context) error
}

// Settings is the port for what the whole service remembers.
type Settings interface {
	// Setting returns the value of a name, or ErrNotFound.
	Setting(ctx context.Context, name string) ([]byte, error)
	// PutSetting keeps the value of a name. nil is kept as an empty value.
	PutSetting(ctx context.Context, name string, value []byte) error
}
