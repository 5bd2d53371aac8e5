package pages

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

// callFilter is a filter of calls as it stands in an address.
type callFilter struct {
	selection api.CallSelection
	query     url.Values
}

// callParams are the parameters of the filter in the address.
var callParams = [...]string{"text", "interface", "app", "code", "client", "since", "from", "to", "kind", "failed"}

// sinces are the stretches of time that can be chosen.
var sinces = [...]string{"15m", "1h", "24h"}

func readCallFilter(query url.Values) (f callFilter, err error) {
	f.query = make(url.Values)
	for _, name := range callParams {
		if value := strings.TrimSpace(query.Get(name)); value != "" {
			f.query.Set(name, value)
		}
	}
	// A text may begin with a space.
	if text := query.Get("text"); text != "" {
		f.query.Set("text", text)
	}
	// Attempts to push events have a page of their own, except those of one kind.
	direction := api.DirectionIn
	if strings.HasPrefix(f.query.Get("interface"), "push ") {
		direction = api.DirectionOut
	}
	f.selection = api.CallSelection{
		Text: f.query.Get("text"), Interface: f.query.Get("interface"), App: f.query.Get("app"), Client: f.query.Get("client"),
		Since: f.query.Get("since"), Kind: f.query.Get("kind"), Failed: f.query.Get("failed") != "", Direction: direction,
	}
	if text := f.query.Get("code"); text != "" {
		code, err := strconv.Atoi(text)
		if err != nil {
			return f, invalidf("code %q is not a number", text)
		}
		f.selection.Code = &code
	}
	for name, to := range map[string]*time.Time{"from": &f.selection.From, "to": &f.selection.To} {
		if *to, err = inputTime(f.query.Get(name)); err != nil {
			return f, err
		}
	}
	return f, nil
}

// Get is a value of the filter, Any whether it selects anything.
func (f callFilter) Get(name string) string { return f.query.Get(name) }

// Any reports whether the filter leaves calls out.
func (f callFilter) Any() bool { return len(f.query) > 0 }

// Sinces are the stretches of time that can be chosen.
func (f callFilter) Sinces() []string { return sinces[:] }

// At is the address of a call among those of the filter.
func (f callFilter) At(rid string) string {
	return withQuery("/calls/"+url.PathEscape(rid), f.query)
}

// List is the address of the list.
func (f callFilter) List() string { return withQuery("/calls", f.query) }

// Export is the address of the calls as a file of a format.
func (f callFilter) Export(format string) string { return exportPath(f, format) }

func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// link is the list with one more parameter; "" without a value.
func (f callFilter) link(name, value string) string {
	if value == "" {
		return ""
	}
	return f.with(map[string]string{name: value})
}

// with is the list with some parameters changed; "" takes one away.
func (f callFilter) with(changed map[string]string) string {
	query := make(url.Values)
	for name, values := range f.query {
		query[name] = values
	}
	for name, value := range changed {
		if query.Set(name, value); value == "" {
			query.Del(name)
		}
	}
	return withQuery("/calls", query)
}

// OfCode is the list of the calls that ended in one way.
func (f callFilter) OfCode(c api.CallCount) string {
	return f.with(map[string]string{"code": strconv.Itoa(c.Code), "kind": c.Kind, "failed": ""})
}

// Is reports whether a count is the one that is selected.
func (f callFilter) Is(c api.CallCount) bool {
	return f.query.Get("kind") == c.Kind && f.selection.Code != nil && *f.selection.Code == c.Code
}

// tab is a choice of how calls ended.
type tab struct {
	// Name is a key of the words.
	Name, Href string
	Current    bool
}

func (f callFilter) tabs() []tab {
	kind, failed := f.query.Get("kind"), f.query.Get("failed") != ""
	tabs := []tab{
		{"tab.all", f.with(map[string]string{"kind": "", "failed": "", "code": ""}), kind == "" && !failed},
		{"tab.notok", f.with(map[string]string{"kind": "", "failed": "true", "code": ""}), kind == "" && failed},
	}
	for _, k := range []string{"refused", "injected", "cut", "gone", "failed"} {
		tabs = append(tabs, tab{"kind.call." + k, f.with(map[string]string{"kind": k, "failed": "", "code": ""}), kind == k})
	}
	return tabs
}

// inputTime reads what an input of type datetime-local sends.
func inputTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, invalidf("%q is not a time", text)
}
