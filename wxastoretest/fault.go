package wxastoretest

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Fault disturbs calls that have a good token and are about to be answered.
type Fault struct {
	// Interface narrows the calls to those of a name, such as
	// weixin.ModifyMerchant.Name, AppID to those of an account; "" is all.
	Interface, AppID string
	// Times is how many calls are disturbed; 0 is no limit.
	Times int
	// Probability is that of a call to be disturbed; 0 is every call.
	Probability float64
	// Do is what happens to the call.
	Do Disturbance
}

// Disturbance is what a fault does to a call.
type Disturbance struct{ fault store.Fault }

// AnswerCode answers an errcode, such as weixin.DailyQuota, with its text.
func AnswerCode(code weixin.Code) Disturbance {
	return Disturbance{store.Fault{Kind: store.FaultCode, Code: int(code)}}
}

// AnswerStatus answers an HTTP status from 400 to 599 and no body.
func AnswerStatus(status int) Disturbance {
	return Disturbance{store.Fault{Kind: store.FaultStatus, Status: status}}
}

// AnswerNothing answers HTTP 200 and no body.
func AnswerNothing() Disturbance { return Disturbance{store.Fault{Kind: store.FaultEmpty}} }

// AnswerGarbage answers good headers and then bytes that are not JSON.
func AnswerGarbage() Disturbance { return Disturbance{store.Fault{Kind: store.FaultGarbage}} }

// CutConnection closes the connection without an answer.
func CutConnection() Disturbance { return Disturbance{store.Fault{Kind: store.FaultCut}} }

// Delay waits before the call is answered as it should be, up to a minute.
func Delay(d time.Duration) Disturbance {
	return Disturbance{store.Fault{Kind: store.FaultLatency, Latency: store.Latency{Shape: "fixed", Min: d}}}
}

// Inject adds a fault and returns its id, which Calls tell of a call that it
// hit. Of the faults that are meant for a call, the first added hits.
func (s *Server) Inject(f Fault) (id string) {
	s.t.Helper()
	fault := f.Do.fault
	fault.ID = fmt.Sprintf("fault-%04d", s.faults.Add(1)) // they are tried by id
	fault.Interface, fault.AppID, fault.Left, fault.Probability = f.Interface, f.AppID, f.Times, f.Probability
	if f.Times == 0 {
		fault.Left = -1
	}
	if f.Probability == 0 {
		fault.Probability = 1
	}
	switch {
	case fault.Kind == "":
		s.t.Errorf("inject: the fault does nothing: set Do, for example to AnswerCode(weixin.SystemError)")
		return ""
	case f.Times < 0:
		s.t.Errorf("inject: Times is %d; 0 is no limit", f.Times)
		return ""
	}
	if _, err := s.running().Inject(context.Background(), fault); err != nil {
		s.t.Errorf("inject: %v", err)
		return ""
	}
	return fault.ID
}

// ClearFaults ends all faults, also those of a seed.
func (s *Server) ClearFaults() {
	s.t.Helper()
	if err := s.running().ClearFaults(context.Background()); err != nil {
		s.t.Errorf("clear faults: %v", err)
	}
}
