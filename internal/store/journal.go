package store

import (
	"context"
	"time"
)

// CallRecord is what is kept of one call. Credentials in it are masked.
type CallRecord struct {
	// RID is the call's rid. It sorts by time.
	RID string
	// AppID is the caller's; "" if no caller was proved.
	AppID string
	// Interface is the declared name, "" for an unknown path.
	Interface string
	// Method, Path and Query are the request's.
	Method, Path, Query string
	// Request and Response are the bodies, cut to a limit; of files only the
	// type and the size.
	Request, Response string
	// Code is the answer's errcode, Status its HTTP status.
	Code, Status int
	At           time.Time
	Cost         time.Duration
	ClientIP     string
	UserAgent    string
	// Fault is the id of the fault that was injected, if any.
	Fault string
}

// CallFilter selects calls. Zero fields select all.
type CallFilter struct {
	AppID, Interface string
	// Code selects an errcode; nil all.
	Code *int
	// From and To bound the time, To excluded.
	From, To time.Time
	// Text must stand in the request, the response or the path.
	Text string
	// Before selects calls older than the one with this rid.
	Before string
}

// Journal keeps calls by rid. It is written in the background: a crash may
// lose the calls of the last moment, and nothing else.
type Journal interface {
	// AppendCalls adds calls in one write.
	AppendCalls(ctx context.Context, calls []CallRecord) error
	// Call returns the call of a rid, or ErrNotFound.
	Call(ctx context.Context, rid string) (CallRecord, error)
	// Calls returns up to limit calls that the filter selects, newest first.
	Calls(ctx context.Context, f CallFilter, limit int) ([]CallRecord, error)
	// TrimCalls deletes calls from before the time, and the oldest beyond a
	// number of calls and a number of bytes. It returns how many it deleted.
	TrimCalls(ctx context.Context, before time.Time, maxCalls int, maxBytes int64) (int, error)
	// Close writes what is under way and closes the journal.
	Close() error
}
