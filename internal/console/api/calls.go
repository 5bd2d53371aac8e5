package api

import (
	"reflect"
	"time"
)

// The operations on the journal of calls.
//
//	curl 'localhost:8081/api/calls?app=wx0123456789abcdef&code=40001'
//	curl localhost:8081/api/calls/65e1c0f0-1a2b3c4d-5e6f7a8b
//	curl 'localhost:8081/api/calls?interface=push%20component_verify_ticket'
//	curl -N localhost:8081/api/feed
var (
	ListCalls = Declare[CallFilter, CallList](Operation{
		Method: "GET", Path: "/api/calls", Doc: "List calls, the newest first.",
		Verb: "calls list", Columns: []string{"at", "kind", "code", "interface", "appid", "cost", "rid", "reason"},
	})
	CountCalls = Declare[CallSelection, CallCounts](Operation{
		Method: "GET", Path: "/api/log/counts", Doc: "Count the newest calls that a filter selects by how they ended.",
		Verb: "calls count", Columns: []string{"calls", "kind", "code", "status"},
	})
	ExportCalls = Declare[CallExport, File](Operation{
		Method: "GET", Path: "/api/log/export", Doc: "The newest calls that a filter selects as a file: HAR, which browsers and proxies read, or JSON.", Media: "application/json",
	})
	ClearCalls = Declare[None, Cleared](Operation{
		Method: "POST", Path: "/api/log/clear", Doc: "Delete all calls and attempts to push events from the journal.", Verb: "calls clear", Changes: EventState,
		Destroys:    "Calls and attempts to push events are deleted for good, and their rids cannot be looked up any more. Accounts, merchants and events that wait stay as they are.",
		Unversioned: allGo,
	})
	ShowCall = Declare[CallID, Call](Operation{
		Method: "GET", Path: "/api/calls/{rid}", Doc: "Show what a call sent and was answered.", Verb: "calls show",
	})
	Feed = Declare[None, File](Operation{
		Method: "GET", Path: "/api/feed", Doc: "What happens from now on, one JSON object a line, until one side hangs up.", Media: "application/x-ndjson", Line: reflect.TypeFor[Event](),
	})
)

// CallID names a call.
type CallID struct {
	RID string `path:"rid" arg:"" name:"rid" help:"The rid of the call."`
}

// CallFilter selects calls.
type CallFilter struct {
	CallSelection
	Before string `query:"before" placeholder:"RID" help:"Calls older than the one with this rid: the next of the last answer."`
	After  string `query:"after" placeholder:"RID" help:"Calls newer than the one with this rid, those nearest to it: the previous of the last answer."`
	Limit  int    `query:"limit" default:"50" min:"1" max:"200" help:"How many, 1 to 200 (${default})."`
}

// CallSelection is what is common to the calls that are selected.
type CallSelection struct {
	App       string    `query:"app" placeholder:"APPID" help:"Calls of one account, also those that only claim to be. What is not an app id selects accounts whose name contains it."`
	Failed    bool      `query:"failed" help:"Only calls that failed in any way."`
	Kind      string    `query:"kind" oneof:"answered,refused,failed,injected,cut,gone" placeholder:"KIND" help:"Calls that ended in one way: answered, refused, failed, injected, cut or gone."`
	Direction string    `query:"direction" oneof:"in,out" placeholder:"in|out" help:"in: calls of clients alone; out: attempts to push an event alone."`
	Client    string    `query:"client" placeholder:"TEXT" help:"Calls of clients whose address or user agent contains a text."`
	Since     string    `query:"since" placeholder:"DURATION" help:"Calls of the last while, such as 15m, by the service's clock."`
	Interface string    `query:"interface" placeholder:"NAME" help:"Calls of one interface."`
	Code      *int      `query:"code" placeholder:"ERRCODE" help:"Calls that were answered one errcode."`
	From      time.Time `query:"from" placeholder:"TIME" help:"Calls from a time on, as 2026-03-01 or 2026-03-01 15:04, which are China's, or 2026-03-01T00:00:00Z."`
	To        time.Time `query:"to" placeholder:"TIME" help:"Calls before a time."`
	Text      string    `query:"text" placeholder:"TEXT" help:"Calls with the text in the request, the response, the path, the query or the reason."`
}

// CallExport says what is exported, and how.
type CallExport struct {
	CallSelection
	Format string `query:"format" oneof:"har,json" default:"har" help:"har or json (${default})."`
}

// CallCounts count calls.
type CallCounts struct {
	Counts []CallCount `json:"counts"`
	// Counted is how many calls were counted. More says that older ones were not.
	Counted int  `json:"counted"`
	More    bool `json:"more,omitempty"`
}

// CallCount is how many calls ended in the same way.
type CallCount struct {
	Kind   string `json:"kind"`
	Code   int    `json:"code"`
	Status int    `json:"status"`
	Calls  int    `json:"calls"`
}

// Cleared is what was deleted.
type Cleared struct {
	Calls int `json:"calls"`
}

// CallList are calls.
type CallList struct {
	// Calls come newest first.
	Calls []Call `json:"calls"`
	// Next is the "before" of the calls that follow, Previous the "after" of the newer
	// ones; absent if there are none, or none are known of.
	Next     string `json:"next,omitempty"`
	Previous string `json:"previous,omitempty"`
}

// Call is one call, or one attempt to push an event. Credentials in it are masked.
type Call struct {
	RID string `json:"rid"`
	// Kind says how it ended: answered, refused by a rule, failed for a fault of
	// the service's own, injected (a fault made the answer), cut (a fault cut the
	// connection), or gone (the client hung up before). An attempt to push an event
	// is answered, refused, or failed if no answer came.
	Kind string `json:"kind"`
	// Reason is why it failed, or an event not taken; absent
	// if it was.
	Reason string `json:"reason,omitempty"`
	// Fault is the id of the fault that was injected, if any. Unless the kind is
	// injected or cut it only made the call wait.
	Fault string `json:"fault,omitempty"`
	// AppID is the account that called; "" if none was proved.
	AppID string `json:"appid"`
	// Name is what the account is called, or the one that it claims to be; absent where
	// it is not known, and in lines of the feed.
	Name string `json:"name,omitempty"`
	// Claimed is the account that a call named without proving it; absent where
	// appid is there.
	Claimed string `json:"claimed,omitempty"`
	// Interface is the declared name; "" for a path that no interface has. Of an
	// attempt to push an event it is "push " and the event's kind, AppID the
	// receiver's, and Path begins with scheme and host.
	Interface string `json:"interface"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	Query     string `json:"query"`
	// Header are the headers of a call's request, a line each, with credentials cut;
	// the User-Agent is apart.
	Header string `json:"header,omitempty"`
	// ResponseHeader are those of its answer, of an event those of the receiver, without Date.
	ResponseHeader string `json:"response_header,omitempty"`
	// Request and Response are the bodies, cut to a limit; of files only the
	// type and the size.
	Request  string `json:"request"`
	Response string `json:"response"`
	// Code is the errcode that was answered, Status the HTTP status: 0 where
	// nothing was answered.
	Code   int `json:"code"`
	Status int `json:"status"`
	// At is when the call arrived, by the service's clock.
	At time.Time `json:"at"`
	// Cost is how long it took up to the answer, without the writing of it.
	Cost      Duration `json:"cost"`
	ClientIP  string   `json:"client_ip"`
	UserAgent string   `json:"user_agent"`
}

// The directions of calls, and the formats of an export.
const (
	DirectionIn, DirectionOut = "in", "out"
	FormatHAR, FormatJSON     = "har", "json"
)

// Event is a line of Feed.
type Event struct {
	Kind EventKind `json:"kind"`
	// AppID is whose it is, of calls, merchants and accounts.
	AppID string `json:"appid,omitempty"`
	// Call is that of a call.
	Call *Call `json:"call,omitempty"`
}

// EventKind says what an event is about.
type EventKind string

// The kinds of events.
const (
	// EventCall is a call that was answered and can be read in the journal.
	EventCall EventKind = "call"
	// EventMerchant is a change of a store Mini Program, EventAccount of an account,
	// its tokens, or what it has to do with third-party platforms, EventFaults of the
	// faults; EventClock is a move of the clock. A call, the operator or the service itself may have made the change.
	EventMerchant EventKind = "merchant"
	EventAccount  EventKind = "account"
	EventReview   EventKind = "review"
	// EventStore is a change of a store or a card of an account, EventPlace of a place.
	EventStore  EventKind = "store"
	EventPlace  EventKind = "place"
	EventClock  EventKind = "clock"
	EventFaults EventKind = "faults"
	// EventState says that everything may be different: after a reset, a seed or
	// a restore.
	EventState EventKind = "state"
)
