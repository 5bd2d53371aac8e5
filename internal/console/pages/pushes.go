package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// pushes lists the events that wait to be pushed or were given up.
func (s *site) pushes(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f := api.PushFilter{Target: strings.TrimSpace(query.Get("target")), State: query.Get("state"), Limit: pagePushes}
	if f.State != "" && f.State != api.PushQueued && f.State != api.PushDead {
		return invalidf("state %q: there are queued and dead", f.State)
	}
	list, err := do(s, r, api.ListPushes, f)
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "events", data: map[string]any{
		"Filter": f, "List": list.Events, "Full": len(list.Events) == pagePushes, "Back": backTo(r),
		"States": []string{api.PushQueued, api.PushDead},
	}})
}

// receiverPath is the page of the receiver of events that a target names.
func receiverPath(target string) string {
	t := store.ParseTarget(target)
	if t.Kind == store.TargetComponent {
		return platformPath(t.AppID)
	}
	return "/accounts/" + url.PathEscape(t.AppID)
}

// resend pushes an event again, drop forgets it.
func (s *site) resend(w http.ResponseWriter, r *http.Request) error {
	return s.push(w, r, api.ResendPush, "resent")
}

func (s *site) drop(w http.ResponseWriter, r *http.Request) error {
	return s.push(w, r, api.DropPush, "forgotten")
}

// push does something to the event of a form and goes back to the page that the
// form was on.
func (s *site) push(w http.ResponseWriter, r *http.Request, o api.Op[api.PushID, api.None], what string) error {
	if _, err := do(s, r, o, api.PushID{Target: r.PostFormValue("target"), ID: r.PostFormValue("id")}); err != nil {
		return err
	}
	back, err := url.Parse(ownPath(r.PostFormValue("back")))
	if err != nil {
		return invalidf("the form cannot be read: %v", err)
	}
	query := back.Query()
	query.Set("done", what)
	back.RawQuery = query.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
	return nil
}

// backTo is the address of the whole page, for forms in its fragments.
func backTo(r *http.Request) string {
	if r.Method != http.MethodGet {
		return shownAt(r.URL.Path)
	}
	return withoutFragment(r).URL.RequestURI()
}
