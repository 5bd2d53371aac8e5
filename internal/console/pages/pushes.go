package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// pushes lists the events that wait to be pushed or were given up.
func (s *site) pushes(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f := api.PushFilter{Target: strings.TrimSpace(query.Get("target")), State: query.Get("state"), Limit: pagePushes}
	if f.State != "" && !slices.Contains(pushStates(), f.State) {
		return invalidf("state %q: there are queued, dead and delivered", f.State)
	}
	list, err := do(s, r, api.ListPushes, f)
	if err != nil {
		return err
	}
	full := len(list.Events) == pagePushes
	if f.State == "" && !full { // what was delivered comes after what waits
		f.State = api.PushDelivered
		delivered, err := do(s, r, api.ListPushes, f)
		if err != nil {
			return err
		}
		full = len(delivered.Events) == pagePushes
		list.Events, f.State = append(list.Events, delivered.Events...), ""
	}
	return s.show(w, r, answer{page: "events", data: map[string]any{
		"Filter": f, "List": list.Events, "Full": full, "Back": backTo(r), "Tabs": pushTabs(f),
	}})
}

func pushTabs(f api.PushFilter) []tab {
	tabs := make([]tab, 0, 4)
	for _, state := range append([]string{""}, pushStates()...) {
		query := make(url.Values)
		for name, value := range map[string]string{"state": state, "target": f.Target} {
			if value != "" {
				query.Set(name, value)
			}
		}
		name := "tab.all"
		if state != "" {
			name = "pstate." + state
		}
		tabs = append(tabs, tab{name, withQuery("/events", query), f.State == state})
	}
	return tabs
}

func pushStates() []string { return []string{api.PushQueued, api.PushDead, api.PushDelivered} }

// receiverPath is the page of the receiver of events that a target names.
func receiverPath(target string) string {
	t := store.ParseTarget(target)
	if t.Kind == store.TargetComponent {
		return platformPath(t.AppID)
	}
	return "/accounts/" + url.PathEscape(t.AppID) + "/messages"
}

// backToForm is the address of the page that a form was on, which the form names.
func backToForm(r *http.Request) string { return ownPath(r.PostFormValue("back")) }

// backTo is the address of the whole page, for forms in its fragments.
func backTo(r *http.Request) string {
	if r.Method != http.MethodGet {
		return shownAt(r.URL.Path)
	}
	return withoutFragment(r).URL.RequestURI()
}
