package edge

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/wait"
	"github.com/wxastore/wxastore/weixin"
)

// Faults decides which calls are disturbed. It is asked once a call, when the
// call is about to reach its rule.
type Faults interface {
	// Next returns the fault for the call, or nil.
	Next(ctx context.Context, page weixin.Page, appID string) *Fault
}

// Fault is what is done to one call.
type Fault struct {
	// ID names the fault in the journal.
	ID string
	// Wait comes first.
	Wait time.Duration
	// Do says what is answered instead of the rule's answer.
	Do FaultKind
	// Code is the errcode of FaultCode.
	Code weixin.Code
	// Status is the HTTP status of FaultStatus.
	Status int
}

// FaultKind says what a fault answers.
type FaultKind int

// What a fault answers.
const (
	// FaultNone leaves the answer to the rule.
	FaultNone FaultKind = iota
	// FaultCode answers an errcode.
	FaultCode
	// FaultStatus answers an HTTP status with an empty body.
	FaultStatus
	// FaultEmpty answers 200 with an empty body.
	FaultEmpty
	// FaultCut closes the connection without an answer.
	FaultCut
	// FaultGarbage answers the headers of a good answer and then no JSON.
	FaultGarbage
)

// wait waits as the fault says.
func (f *Fault) wait(ctx context.Context) error {
	if f.Wait <= 0 {
		return nil
	}
	if err := wait.For(ctx, f.Wait); err != nil {
		return fmt.Errorf("fault %s made the call wait: %w", f.ID, err)
	}
	return nil
}

// answer is what the fault answers instead of the rule, as an error. A nil error
// lets the rule run.
func (f *Fault) answer() error {
	switch f.Do {
	case FaultNone:
		return nil
	case FaultCode:
		return Refuse(f.Code, "injected by fault %s", f.ID)
	default:
		return faultError{f}
	}
}

// faultError is an answer that no service should give.
type faultError struct{ fault *Fault }

func (e faultError) Error() string { return "injected by fault " + e.fault.ID }

// garbage is neither JSON nor text.
const garbage = "\x1f\x8b\x00<html>\xff\xfe{\"errcode\":"

// status is the HTTP status; 0 where the connection is dropped.
func (e faultError) status() int {
	switch e.fault.Do {
	case FaultStatus:
		return e.fault.Status
	case FaultCut:
		return 0
	default:
		return http.StatusOK
	}
}

// write answers as the fault says. abort asks the caller to drop the connection.
func (e faultError) write(w http.ResponseWriter) (abort bool) {
	switch e.fault.Do {
	case FaultStatus:
		w.WriteHeader(e.fault.Status)
		return false
	case FaultCut:
		return true
	default:
	}
	if e.fault.Do == FaultGarbage {
		// A failed write is of no interest: the answer is meant to be broken.
		_, _ = io.WriteString(w, garbage)
		return false
	}
	w.WriteHeader(http.StatusOK)
	return false
}
