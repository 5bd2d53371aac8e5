package ports

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// Sender calls the service's own interfaces, in its process: there is no
// address to choose.
type Sender interface {
	// Send makes one call and returns what a client on this machine would get.
	// A request that cannot be made is Invalid; whatever the service answers is
	// no error.
	Send(ctx context.Context, r SendRequest) (Sent, error)
}

// SendRequest is a call to make.
type SendRequest struct {
	// Interface is the name of a declared interface.
	Interface string
	// AppID is the account to call as, where the interface asks for an access
	// token and Query has none: then one is made without the account's secret,
	// on a line of its own that supersedes nobody's.
	AppID string
	// Query is the URL's.
	Query url.Values
	// Body is sent as it is, as JSON or as a form, where the interface takes a
	// body.
	Body []byte
	// File is the file of an upload.
	File *SendFile
}

// SendFile is a file to upload.
type SendFile struct {
	// Name and ContentType are what the client says of it.
	Name, ContentType string
	Content           []byte
}

// Sent is a call that was made.
type Sent struct {
	// RID names the call in the journal.
	RID weixin.RID
	// Method and URL are the request's, without a host; the access token in the
	// URL is cut short.
	Method, URL string
	// Status is the HTTP status: 0 where the connection was cut.
	Status int
	Header http.Header
	Body   []byte
	// Code is the errcode of the answer, 0 where it has none.
	Code weixin.Code
	// Took is how long the service took.
	Took time.Duration
	// Call is what the journal has of it.
	Call journal.Entry
}

// Feed tells what happens.
type Feed interface {
	// Subscribe returns events from now on, until ctx ends or the service
	// stops: then the channel is closed. Who does not keep up misses events.
	Subscribe(ctx context.Context) <-chan Event
}

// EventKind says what an event is about.
type EventKind string

// The kinds of events.
const (
	// EventCall is a call that was answered and can be read in the journal.
	EventCall EventKind = "call"
	// EventMerchant is a change of a merchant, by a call or by the operator.
	EventMerchant EventKind = "merchant"
	// EventAccount is a change of an account or its tokens by the operator.
	EventAccount EventKind = "account"
	// EventClock is a move of the clock, EventFaults a change of the faults.
	EventClock  EventKind = "clock"
	EventFaults EventKind = "faults"
	// EventState says that everything may be different: after a reset, a seed
	// or a restore.
	EventState EventKind = "state"
)

// Event is one thing that happened.
type Event struct {
	Kind EventKind
	// AppID is whose it is, of EventCall, EventMerchant and EventAccount.
	AppID string
	// Call is that of EventCall; credentials in it are masked.
	Call *journal.Entry
}
