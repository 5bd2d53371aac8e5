package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
)

// How many calls one answer lists.
const (
	usualCalls = 50
	mostCalls  = 200
)

// callsAPI is /api/calls and /api/calls/{rid}.
//
//	curl 'localhost:8081/api/calls?app=wx0123456789abcdef&code=40001'
//	curl localhost:8081/api/calls/65e1c0f0-1a2b3c4d-5e6f7a8b
//	curl 'localhost:8081/api/calls?interface=push%20component_verify_ticket'
type callsAPI struct{ calls ports.Calls }

func callRoutes(c Config) []route {
	a := callsAPI{c.Ports.Calls}
	return []route{
		{method: "GET", path: "/api/calls", summary: "List calls, the newest first.", query: callParams(), response: jsonBody[callList](), serve: serveJSON(a.list, c.Log)},
		{method: "GET", path: "/api/calls/{rid}", summary: "Show a call.", response: jsonBody[callJSON](), serve: serveJSON(a.get, c.Log)},
	}
}

func callParams() []param {
	return []param{
		{"app", "calls of one account, also those that only claim to be"}, {"interface", "calls of one interface"},
		{"code", "calls that were answered one errcode"},
		{"from", "calls from one time on, as 2026-03-01T00:00:00Z"}, {"to", "calls before a time"},
		{"text", "calls with the text in the request, the response or the path"},
		{"before", "calls older than the one of a rid: the next of the answer before"},
		{"limit", "how many, 1 to 200; 50 if it is left out"},
	}
}

// callList is the answer of GET /api/calls.
type callList struct {
	// Calls come newest first.
	Calls []callJSON `json:"calls"`
	// Next is the "before" of the calls that follow; absent if none do.
	Next string `json:"next,omitempty"`
}

// callJSON is one call, or one attempt to push an event. Credentials in it are
// masked.
type callJSON struct {
	RID string `json:"rid"`
	// Kind says how it ended: answered, refused by a rule, failed for a fault of
	// the service's own, injected (a fault made the answer), cut (a fault cut the
	// connection), or gone (the client hung up before). An attempt to push an event
	// is answered, refused, or failed if no answer came.
	Kind journal.Kind `json:"kind"`
	// Reason is why it was not answered as it asked, or an event not taken; absent
	// if it was.
	Reason string `json:"reason,omitempty"`
	// Fault is the id of the fault that was injected, if any. Unless the kind is
	// injected or cut it only made the call wait.
	Fault string `json:"fault,omitempty"`
	// AppID is the account that called; "" if none was proved.
	AppID string `json:"appid"`
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
	Cost      duration `json:"cost"`
	ClientIP  string   `json:"client_ip"`
	UserAgent string   `json:"user_agent"`
}

func (a callsAPI) get(_ http.ResponseWriter, r *http.Request) (any, error) {
	rid := r.PathValue("rid")
	call, err := a.calls.Call(r.Context(), rid)
	if errors.Is(err, store.ErrNotFound) {
		return nil, problem{http.StatusNotFound, fmt.Sprintf("no call that is kept has the rid %q", rid)}
	}
	if err != nil {
		return nil, err
	}
	return toCallJSON(call), nil
}

func (a callsAPI) list(_ http.ResponseWriter, r *http.Request) (any, error) {
	filter, limit, err := parseCallFilter(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	calls, err := a.calls.Calls(r.Context(), filter, limit+1) // one more tells whether others follow
	if err != nil {
		return nil, err
	}
	list := callList{Calls: make([]callJSON, 0, limit)}
	for i, call := range calls {
		if i == limit {
			list.Next = calls[i-1].RID
			break
		}
		list.Calls = append(list.Calls, toCallJSON(call))
	}
	return list, nil
}

// parseCallFilter reads the parameters of the list. A parameter that it does
// not know would otherwise be taken for one that selects all.
func parseCallFilter(query string) (f journal.Filter, limit int, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return f, 0, bad("the query cannot be read: %v", err)
	}
	limit = usualCalls
	for name, all := range values {
		value := all[0]
		if len(all) > 1 {
			return f, 0, bad("%s is there more than once", name)
		}
		if value == "" {
			continue
		}
		switch name {
		case "app":
			f.AppID = value
		case "interface":
			f.Interface, f.Event = journal.ParseTitle(value)
		case "code":
			code, err := strconv.Atoi(value)
			if err != nil {
				return f, 0, bad("code %q is not a number", value)
			}
			f.Code = &code
		case "from":
			f.From, err = parseTime(name, value)
		case "to":
			f.To, err = parseTime(name, value)
		case "text":
			f.Text = value
		case "before":
			f.Before = value
		case "limit":
			if limit, err = strconv.Atoi(value); err != nil || limit < 1 || limit > mostCalls {
				return f, 0, bad("limit %q must be a number from 1 to %d", value, mostCalls)
			}
		default:
			return f, 0, bad("there is no parameter %q; there are app, interface, code, from, to, text, before and limit", name)
		}
		if err != nil {
			return f, 0, err
		}
	}
	return f, limit, nil
}

func parseTime(name, value string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return t, bad("%s %q is not a time: write it as 2026-03-01T00:00:00Z, and + as %%2B", name, value)
	}
	return t.UTC(), nil
}

func toCallJSON(c journal.Entry) callJSON {
	return callJSON{
		RID: c.RID, Kind: c.Kind, AppID: c.AppID, Claimed: c.Claimed, Header: c.Header, Interface: c.Title(), Method: c.Method, Path: c.Path, Query: c.Query,
		Request: c.Request, Response: c.Response, Code: c.Code, Status: c.Status, At: c.At.UTC(), Cost: duration(c.Cost),
		ClientIP: c.ClientIP, UserAgent: c.UserAgent, Fault: c.Fault, Reason: c.Reason,
	}
}
