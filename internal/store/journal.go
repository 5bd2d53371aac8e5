package store

import (
	"context"
	"strings"
	"time"
)

// PushedAs begins the Interface of an attempt to push an event. Attempts are
// kept beside the calls; no declared interface has a space in its name.
const PushedAs = "push "

// CallRecord is what is kept of one call, or of one attempt to push an event.
// Credentials in it are masked.
type CallRecord struct {
	// RID is the call's rid. Two calls may have the same; both are kept.
	RID string
	// Kind says how it ended.
	Kind CallKind
	// AppID is the caller's; "" if no caller was proved. Of an event it is the
	// receiver's.
	AppID string
	// Claimed is the app id that a call named without proving it; "" where AppID
	// is there. It gives nobody a right to see the call.
	Claimed string
	// Interface is the declared name, "" for an unknown path; of an event
	// PushedAs and its kind.
	Interface string
	// Method, Path and Query are the request's. Of an event, Path begins with
	// scheme and host, and the signatures are left out of Query.
	Method, Path, Query string
	// Header are the headers of a call's request, a line each, sorted; the
	// User-Agent is apart.
	Header string
	// Request and Response are the bodies, cut to a limit; of files only the
	// type and the size.
	Request, Response string
	// Code is the answer's errcode, Status its HTTP status; both are 0 where
	// nothing was answered.
	Code, Status int
	At           time.Time
	// Cost is the time up to the answer, kept to the microsecond; that of
	// writing the answer is not in it.
	Cost      time.Duration
	ClientIP  string
	UserAgent string
	// Fault is the id of the fault that was injected, if any. It may have made
	// the call wait and left the answer to the service: Kind tells.
	Fault string
	// Reason is why a call was not answered as it asked, or an event not taken; ""
	// if it was.
	Reason string
}

// Pushed reports whether the record is of an attempt to push an event.
func (c *CallRecord) Pushed() bool { return strings.HasPrefix(c.Interface, PushedAs) }

// CallFilter selects calls. Zero fields select all.
type CallFilter struct {
	// AppID is the account that called, or that a call claimed to be.
	AppID     string
	Interface string
	// Code selects an errcode; nil all.
	Code *int
	// From and To bound At, To excluded.
	From, To time.Time
	// Text must stand as it is in the request, the response or the path.
	Text string
	// Before selects calls that came before the one with this rid; none, if
	// there is no such call any more.
	Before string
}

// Journal keeps calls by rid. It is no part of a Store, and promises less: a
// crash may lose the calls of the last moment, and damage to the journal all
// of them, but neither stops it.
type Journal interface {
	// AppendCalls adds calls in one write.
	AppendCalls(ctx context.Context, calls []CallRecord) error
	// Call returns the call of a rid, the newest if several have it, or
	// ErrNotFound.
	Call(ctx context.Context, rid string) (CallRecord, error)
	// Calls returns up to limit calls that the filter selects, newest first: in
	// the reverse order of their coming, even if the clock was set back.
	Calls(ctx context.Context, f CallFilter, limit int) ([]CallRecord, error)
	// TrimCalls deletes calls from before the time, and the oldest beyond a
	// number of calls and a number of bytes, of which zero or less is no limit.
	// The bytes are about what the calls take on the disk. It deletes little by
	// little, and returns how many it deleted even if it then fails.
	TrimCalls(ctx context.Context, before time.Time, maxCalls int, maxBytes int64) (int, error)
	// Close writes what is under way and closes the journal.
	Close() error
}
