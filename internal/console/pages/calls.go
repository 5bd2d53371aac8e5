package pages

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// pageCalls is how many calls a page shows, mostNew how many new ones are counted.
const (
	pageCalls = 50
	mostNew   = 200
)

// calls lists calls, the newest first.
func (s *site) calls(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f, err := readCallFilter(query)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("fragment") == "new" {
		return s.newCalls(w, r, f)
	}
	list, err := do(s, r, api.ListCalls, api.CallFilter{CallSelection: f.selection, Before: query.Get("before"), After: query.Get("after"), Limit: pageCalls})
	if err != nil {
		return err
	}
	counts, err := do(s, r, api.CountCalls, f.selection)
	if err != nil {
		return err
	}
	a := answer{page: "calls", data: map[string]any{
		"Calls": list.Calls, "Filter": f, "Counts": counts, "Interfaces": weixin.Declarations(), "Tabs": f.tabs(), "Full": len(list.Calls) == pageCalls,
		"Older": f.link("before", list.Next), "Newer": f.link("after", list.Previous), "Newest": list.Previous == "" && query.Get("before") == "",
	}}
	// New calls are told of; they do not move those that are read.
	if len(list.Calls) > 0 {
		a.here = f.link("top", list.Calls[0].RID)
	}
	return s.show(w, r, a)
}

// newCalls says how many calls came after the first of a page.
func (s *site) newCalls(w http.ResponseWriter, r *http.Request, f callFilter) error {
	top := r.URL.Query().Get("top")
	if top == "" {
		return problem{http.StatusNotFound, "problem.fragment"}
	}
	list, err := do(s, r, api.ListCalls, api.CallFilter{CallSelection: f.selection, After: top, Limit: mostNew})
	if err != nil {
		return err
	}
	n := ""
	if len(list.Calls) > 0 {
		n = strconv.Itoa(len(list.Calls))
	}
	if list.Previous != "" {
		n += "+"
	}
	return s.show(w, r, answer{page: "calls", data: map[string]any{"New": n, "Filter": f}})
}

// counted says how many calls are in the log.
func (s *site) counted(r *http.Request) (string, error) {
	counts, err := do(s, r, api.CountCalls, api.CallSelection{})
	if err != nil {
		return "", err
	}
	if counts.More {
		return s.words(r).say("clear.more", grouped(counts.Counted))
	}
	return s.words(r).say("clear.some", grouped(counts.Counted))
}

func callsPath(*http.Request) string { return "/calls" }

// exportPath is where the calls that are shown are as a file.
func exportPath(f callFilter, format string) string {
	query := url.Values{"format": {format}}
	for name, values := range f.query {
		query[name] = values
	}
	if query.Get("direction") == "" {
		query.Set("direction", f.selection.Direction)
	}
	for _, name := range []string{"from", "to"} { // JSON has times with a zone
		if t, err := inputTime(query.Get(name)); err == nil && !t.IsZero() {
			query.Set(name, t.Format("2006-01-02T15:04:05Z"))
		}
	}
	return "/api/log/export?" + query.Encode()
}
