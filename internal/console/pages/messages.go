package pages

import (
	"net/http"
	"net/url"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// messages shows where messages of an account go and what was pushed there.
func (s *site) messages(w http.ResponseWriter, r *http.Request) error {
	a, err := do(s, r, api.ShowAccount, accountID(r))
	if err != nil {
		return err
	}
	target := store.MessagesTarget(a.AppID).String()
	waiting, err := do(s, r, api.ListPushes, api.PushFilter{Target: target, Limit: pagePushes})
	if err != nil {
		return err
	}
	delivered, err := do(s, r, api.ListPushes, api.PushFilter{Target: target, State: api.PushDelivered, Limit: pagePushes})
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "messages", subject: a.AppID, data: map[string]any{
		"Account": a, "Pushes": waiting.Events, "Delivered": delivered.Events, "Back": backTo(r),
	}})
}

func messagesPath(r *http.Request) string { return accountPath(r) + "/messages" }

// sendTest pushes a test event to where messages of an account go.
func (s *site) sendTest(w http.ResponseWriter, r *http.Request) error {
	sent, err := do(s, r, api.SendTestEvent, accountID(r))
	if err != nil {
		return err
	}
	what := "test"
	if !sent.Delivered {
		what = "test.waits" // the events say why
	}
	return redirectDone(w, r, messagesPath(r), what)
}

// pushPath is the page of an event.
func pushPath(p api.Push) string {
	return "/events/" + url.PathEscape(p.Target) + "/" + url.PathEscape(p.ID)
}

// push shows an event with what it says and each attempt.
func (s *site) push(w http.ResponseWriter, r *http.Request) error {
	id := api.PushID{Target: r.PathValue("target"), ID: r.PathValue("id")}
	p, err := do(s, r, api.ShowPush, id)
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "event", subject: p.Kind, data: map[string]any{
		"Push": p.Push, "Text": pretty(p.Event, ""), "Attempts": p.AllAttempts, "Back": backTo(r),
	}})
}
