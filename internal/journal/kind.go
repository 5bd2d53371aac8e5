package journal

import (
	"net/http"

	"github.com/wxastore/wxastore/weixin"
)

// Kind says how a call ended.
type Kind string

// The kinds. An attempt to deliver an event is answered if the event was taken,
// refused if the receiver answered something else, and failed if no answer came.
const (
	// Answered is a call that succeeded.
	Answered Kind = "answered"
	// Refused is a call to which a rule said no.
	Refused Kind = "refused"
	// Failed is a call that the service could not answer: a fault of its own.
	Failed Kind = "failed"
	// Injected is a call whose answer an injected fault made.
	Injected Kind = "injected"
	// Cut is a call whose connection an injected fault cut.
	Cut Kind = "cut"
	// Gone is a call whose client hung up before it was answered.
	Gone Kind = "gone"
)

// Kinds returns all kinds.
func Kinds() []Kind { return []Kind{Answered, Refused, Failed, Injected, Cut, Gone} }

// systemError is the errcode of a call that the service could not answer.
const systemError = int(weixin.SystemError)

// KindOf returns the kind of an entry. What the entry does not say is given:
// whether a fault made the answer, and whether the client hung up before it.
func KindOf(e *Entry, injected, gone bool) Kind {
	event := e.Event != ""
	switch {
	case gone:
		return Gone
	case injected && e.Status == 0:
		return Cut
	case injected:
		return Injected
	case e.Code == systemError, e.Status >= http.StatusInternalServerError && !event, e.Status == 0 && e.Reason != "":
		return Failed
	case e.Code != 0, e.Status != http.StatusOK && !event, event && e.Reason != "":
		return Refused
	}
	return Answered
}

// EndingHeader is the header in which getridinfo tells an Ending, as JSON.
const EndingHeader = "X-Wxastore-Call"

// Ending is what getridinfo tells of a call besides what Weixin does.
type Ending struct {
	Kind   Kind   `json:"kind"`
	Reason string `json:"reason,omitempty"`
	Fault  string `json:"fault,omitempty"`
}
