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
	return s.show(w, r, answer{page: "events", data: map[string]any{
		"Filter": f, "List": list.Events, "Full": len(list.Events) == pagePushes, "Back": backTo(r),
		"States": pushStates(),
	}})
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
