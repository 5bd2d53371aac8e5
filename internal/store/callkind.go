package store

import "net/http"

// CallKind says how a call ended.
type CallKind string

// The kinds of calls. An attempt to push an event is answered if the event was
// taken, refused if the receiver answered something else, and failed if no
// answer came.
const (
	// CallAnswered is a call that was answered what it asked for.
	CallAnswered CallKind = "answered"
	// CallRefused is a call to which a rule said no.
	CallRefused CallKind = "refused"
	// CallFailed is a call that the service could not answer: a fault of its own.
	CallFailed CallKind = "failed"
	// CallInjected is a call whose answer an injected fault made.
	CallInjected CallKind = "injected"
	// CallCut is a call whose connection an injected fault cut.
	CallCut CallKind = "cut"
	// CallGone is a call whose client hung up before it was answered.
	CallGone CallKind = "gone"
)

// CallKinds are all kinds.
func CallKinds() []CallKind {
	return []CallKind{CallAnswered, CallRefused, CallFailed, CallInjected, CallCut, CallGone}
}

// systemError is the errcode of a call that the service could not answer.
const systemError = -1

// KindOf tells the kind of a call from its record and from what that does not
// say: whether a fault made the answer, and whether the client was gone before.
func KindOf(c *CallRecord, injected, gone bool) CallKind {
	switch {
	case gone:
		return CallGone
	case injected && c.Status == 0:
		return CallCut
	case injected:
		return CallInjected
	case c.Code == systemError, c.Status >= http.StatusInternalServerError && !c.Pushed(), c.Status == 0 && c.Reason != "":
		return CallFailed
	case c.Code != 0, c.Status != http.StatusOK && !c.Pushed(), c.Pushed() && c.Reason != "":
		return CallRefused
	}
	return CallAnswered
}

// OldKind tells the kind of a call that was kept before kinds were: a fault that
// left a refusal to the rule is taken for one that made it.
func OldKind(c *CallRecord) CallKind {
	return KindOf(c, c.Fault != "" && (c.Code != 0 || c.Status != http.StatusOK || c.Response == ""), false)
}

// CallEndingHeader is the header in which getridinfo tells a CallEnding, as JSON.
const CallEndingHeader = "X-Wxastore-Call"

// CallEnding is what getridinfo tells of a call beside what Weixin does.
type CallEnding struct {
	Kind   CallKind `json:"kind"`
	Reason string   `json:"reason,omitempty"`
	Fault  string   `json:"fault,omitempty"`
}
