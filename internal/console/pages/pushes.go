package pages

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// pushes lists the events that wait to be pushed or were given up.
func (s *site) pushes(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f := store.PushFilter{Target: strings.TrimSpace(query.Get("target")), State: store.PushState(query.Get("state"))}
	if f.State != "" && f.State != store.PushQueued && f.State != store.PushDead {
		return invalidf("state %q: there are queued and dead", f.State)
	}
	list, err := s.Ports.Pushes.List(r.Context(), f, pagePushes)
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "events", data: map[string]any{
		"Filter": f, "List": list, "Full": len(list) == pagePushes, "Back": backTo(r),
		"States": []store.PushState{store.PushQueued, store.PushDead},
	}})
}

// resend pushes an event again, drop forgets it.
func (s *site) resend(w http.ResponseWriter, r *http.Request) error {
	return s.push(w, r, s.Ports.Pushes.Resend, "resent")
}

func (s *site) drop(w http.ResponseWriter, r *http.Request) error {
	return s.push(w, r, s.Ports.Pushes.Drop, "forgotten")
}

// push does something to the event of a form and goes back to the page that the
// form was on.
func (s *site) push(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, target, id string) error, what string) error {
	if err := do(r.Context(), r.PostFormValue("target"), r.PostFormValue("id")); err != nil {
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
