package journal

import (
	"bytes"
	"context"
	"strings"
	"time"
)

// Entry is what the journal keeps of one call, or of one attempt to deliver an
// event. The maker of one may leave credentials in it: they are masked before
// it is stored.
type Entry struct {
	// RID is the call's rid. Two calls may have the same; both are kept.
	RID string
	// Kind says how it ended.
	Kind Kind
	// AppID is the caller's; "" if no caller was proved. Of an event it is the
	// receiver's.
	AppID string
	// Claimed is the app id that a call named without proving it; "" where AppID
	// is there. It does not give the right to see the call.
	Claimed string
	// Interface is the declared name; "" for an unknown path and for an event.
	Interface string
	// Event is the kind of the event that was to be delivered, such as
	// component_verify_ticket; "" for a call.
	Event string
	// Method, Path and Query are the request's. Of an event, Path begins with
	// scheme and host, and the signatures are left out of Query.
	Method, Path, Query string
	// Header holds the headers of a call's request, one a line, sorted, without
	// the User-Agent.
	Header string
	// ResponseHeader holds those of the answer in the same way, of an event those of the receiver,
	// without what net/http adds to every answer (Date).
	ResponseHeader string
	// Request and Response are the bodies, cut to a limit; of files only the
	// type and the size.
	Request, Response string
	// Code is the answer's errcode, Status its HTTP status; both are 0 where
	// nothing was answered.
	Code, Status int
	At           time.Time
	// Cost is the time up to the answer, kept to the microsecond, without the
	// time of writing the answer.
	Cost      time.Duration
	ClientIP  string
	UserAgent string
	// Fault is the id of the fault that was injected, if any. It may have made
	// the call wait and left the answer to the service: Kind tells.
	Fault string
	// Reason is why a call failed, or an event not taken; ""
	// if it was.
	Reason string
}

// eventTitle begins the title of an event's entry. No declared interface has a
// space in its name.
const eventTitle = "push "

// Title is the name under which an entry is listed and stored: that of its
// interface, or "push " and the kind of its event.
func (e Entry) Title() string { return title(e.Interface, e.Event) }

// Title is that of the entries which the filter selects, "" for all.
func (f Filter) Title() string { return title(f.Interface, f.Event) }

func title(iface, event string) string {
	if event != "" {
		return eventTitle + event
	}
	return iface
}

// ParseTitle returns the interface or the event that a title names.
func ParseTitle(title string) (iface, event string) {
	if event, ok := strings.CutPrefix(title, eventTitle); ok {
		return "", event
	}
	return title, ""
}

// IsEvent reports whether a title is that of an attempt to deliver an event.
func IsEvent(title []byte) bool { return bytes.HasPrefix(title, []byte(eventTitle)) }

// Traffic says who called.
type Traffic int

// What is in the journal: calls of clients, and attempts to deliver events.
const (
	Both Traffic = iota
	Incoming
	Outgoing
)

// Filter selects entries. Zero fields select all.
type Filter struct {
	// AppID is the account that called, or that a call claimed to be. AppIDs are
	// several, any of which it may be.
	AppID  string
	AppIDs []string
	// Kinds are how it ended: one of these.
	Kinds   []Kind
	Traffic Traffic
	// Interface selects calls of an interface, Event attempts to deliver a kind of
	// event. At most one of them is set.
	Interface, Event string
	// Code selects an errcode; nil all.
	Code *int
	// From and To bound At, To excluded.
	From, To time.Time
	// Text must stand as it is in the request, the response, the path, the query or
	// the reason. Client must in the address or the user agent of the client.
	Text, Client string
	// Before selects calls that came before the one with this rid; none, if
	// there is no such call any more. After selects those that came after it, and of
	// these the first. At most one of them is set.
	Before, After string
}

// Apps are the accounts that a filter selects, none for all.
func (f *Filter) Apps() []string {
	if f.AppID == "" {
		return f.AppIDs
	}
	return append([]string{f.AppID}, f.AppIDs...)
}

// Count is how many calls ended in the same way.
type Count struct {
	Kind         Kind
	Code, Status int
	Calls        int
}

// Store keeps entries by rid. It promises less than the store of records: a
// crash may lose the entries of the last moment, and damage all of them, but
// neither stops it.
type Store interface {
	// AppendCalls adds entries in one write.
	AppendCalls(ctx context.Context, calls []Entry) error
	// Call returns the entry of a rid, the newest if several have it, or
	// store.ErrNotFound.
	Call(ctx context.Context, rid string) (Entry, error)
	// Calls returns up to limit entries that the filter selects, newest first: in
	// the reverse order of their coming, even if the clock was set back.
	Calls(ctx context.Context, f Filter, limit int) ([]Entry, error)
	// CountCalls counts the newest entries that the filter selects, up to most of them
	// and for about a time, the most frequent ending first. all says that none are left.
	CountCalls(ctx context.Context, f Filter, most int, within time.Duration) (counts []Count, all bool, err error)
	// TrimCalls deletes entries from before the time, and the oldest beyond a
	// number of entries and a number of bytes; zero or less is no limit. The bytes
	// are about what the entries take on the disk. It deletes little by little,
	// and returns how many it deleted even if it then fails.
	TrimCalls(ctx context.Context, before time.Time, maxCalls int, maxBytes int64) (int, error)
	// Close writes what is under way and closes the store.
	Close() error
}
