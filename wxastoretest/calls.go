package wxastoretest

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// CallKind says how a call ended.
type CallKind string

// The kinds of calls.
const (
	// CallAnswered is a call that succeeded.
	CallAnswered = CallKind(journal.Answered)
	// CallRefused is a call to which a rule said no.
	CallRefused = CallKind(journal.Refused)
	// CallFailed is a call that the service could not answer: a fault of its own.
	CallFailed = CallKind(journal.Failed)
	// CallInjected is a call whose answer a fault of the test made.
	CallInjected = CallKind(journal.Injected)
	// CallCut is a call whose connection a fault of the test cut.
	CallCut = CallKind(journal.Cut)
	// CallGone is a call whose client hung up before it was answered.
	CallGone = CallKind(journal.Gone)
)

// Call is one call that came to the service.
type Call struct {
	RID  weixin.RID
	Kind CallKind
	// Reason is why the call failed; "" if it succeeded.
	Reason string
	// AppID is the caller's; "" if none was proved. Then Claimed is the app id
	// that the call named, if any.
	AppID, Claimed string
	// Interface is the declared name, such as modifywxastore; "" for a path that
	// no interface has.
	Interface           string
	Method, Path, Query string
	// Header are the headers of the request, without the User-Agent. Credentials
	// in them are cut short.
	Header http.Header
	// ResponseHeader are those of the answer, without Date.
	ResponseHeader http.Header
	// Request and Response are the bodies, cut at 8 KiB; of a file they say its
	// type and size. Credentials in them and in Query are cut short.
	Request, Response string
	Code              weixin.Code
	// Status is the HTTP status; 0 if nothing was answered.
	Status int
	At     time.Time
	// Took is how long the call took up to its answer, in real time; the time to
	// write the answer is not in it.
	Took time.Duration
	// Fault is the id of the fault that hit the call. Unless Kind is CallInjected
	// or CallCut it only made the call wait.
	Fault string
}

// String is the call on one line: what was sent, how it ended, and why.
func (c Call) String() string {
	name := c.Interface
	if name == "" {
		name = c.Path
	}
	line := fmt.Sprintf("%s %s %s -> %d %s", c.Method, name, c.Request, c.Code, c.Response)
	if c.Kind != CallAnswered {
		line += fmt.Sprintf(" (%s: %s)", c.Kind, c.Reason)
	}
	return line
}

// Calls returns the calls of the last seven days, oldest first. A call is there
// before its answer can be read. Events that the service pushes are not calls.
func (s *Server) Calls() []Call {
	s.t.Helper()
	return s.calls(journal.Filter{})
}

// CallsOf returns the calls of one interface, such as
// weixin.ModifyMerchant.Name.
func (s *Server) CallsOf(name string) []Call {
	s.t.Helper()
	return s.calls(journal.Filter{Interface: name})
}

func (s *Server) calls(filter journal.Filter) []Call {
	s.t.Helper()
	if _, declared := weixin.Find(filter.Interface); !declared && filter.Interface != "" {
		s.t.Errorf("calls: there is no interface %q: take its name from package weixin, as weixin.ModifyMerchant.Name", filter.Interface)
		return nil
	}
	records, err := s.running().Calls(context.Background(), filter, math.MaxInt32)
	if err != nil {
		s.t.Errorf("calls: %v", err)
		return nil
	}
	calls := make([]Call, 0, len(records))
	for _, r := range slices.Backward(records) {
		if r.Event != "" {
			continue
		}
		calls = append(calls, Call{
			RID: weixin.RID(r.RID), Kind: CallKind(r.Kind), Reason: r.Reason, AppID: r.AppID, Claimed: r.Claimed,
			Header: readHeader(r.Header), ResponseHeader: readHeader(r.ResponseHeader), Interface: r.Interface, Method: r.Method, Path: r.Path, Query: r.Query,
			Request: r.Request, Response: r.Response, Code: weixin.Code(r.Code), Status: r.Status,
			At: r.At, Took: r.Cost, Fault: r.Fault,
		})
	}
	return calls
}

// readHeader reads the lines that are kept of headers.
func readHeader(lines string) http.Header {
	header := make(http.Header)
	for line := range strings.Lines(lines) {
		if name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); ok {
			header.Add(name, value)
		}
	}
	return header
}
