package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/ops"
)

// How many platforms, authorizations and events a page shows.
const (
	pagePlatforms      = 50
	pageAuthorizations = 20
	pagePushes         = 50
)

// showPlatforms lists third-party platforms.
func (s *site) showPlatforms(w http.ResponseWriter, r *http.Request, form *platformForm, status int, problem string) error {
	list, err := do(s, r, api.ListComponents, api.ComponentFilter{After: r.URL.Query().Get("after"), Limit: pagePlatforms})
	if err != nil {
		return err
	}
	opened := form != nil
	if !opened {
		form = &platformForm{AppID: newAppID()}
	}
	return s.show(w, r, answer{page: "platforms", status: status, problem: problem, data: map[string]any{
		"List": list.Components, "Next": follow("/platforms", list.Next, nil), "Form": form, "Opened": opened || r.URL.Query().Has("new"),
	}})
}

// componentID is the platform that the address of a page names.
func componentID(r *http.Request) api.ComponentID {
	return api.ComponentID{Component: r.PathValue("appid")}
}

// platform shows a third-party platform with what accounts grant it and the
// events that it has not received.
func (s *site) platform(w http.ResponseWriter, r *http.Request) error {
	return s.showPlatform(w, r, grantForm{}, nil, http.StatusOK, "")
}

// grantForm is what stands in the form that grants permission sets.
type grantForm struct {
	AppID string
	sets  map[int]bool
}

// Ticked reports whether a set is chosen: all are at first.
func (f grantForm) Ticked(set int) bool { return f.sets == nil || f.sets[set] }

func (s *site) showPlatform(w http.ResponseWriter, r *http.Request, form grantForm, edited *platformForm, status int, problem string) error {
	id := componentID(r)
	c, err := do(s, r, api.ShowComponent, id)
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("from"))
	from = max(from, 0)
	granted, err := do(s, r, api.ListAuthorizations, api.AuthorizationFilter{ComponentID: id, Offset: from, Limit: pageAuthorizations})
	if err != nil {
		return err
	}
	next := ""
	if n := len(granted.Authorizations); n > 0 && from+n < granted.Total {
		next = componentPath(r) + "?from=" + strconv.Itoa(from+n)
	}
	pushes, err := do(s, r, api.ListPushes, api.PushFilter{Target: id.Component, Limit: pagePushes})
	if err != nil {
		return err
	}
	// The first that is queued holds up those behind it.
	var holds api.Push
	if i := slices.IndexFunc(pushes.Events, func(p api.Push) bool { return p.State == api.PushQueued }); i >= 0 {
		holds = pushes.Events[i]
	}
	accounts, err := s.authorizers(r)
	if err != nil {
		return err
	}
	opened := edited != nil
	if !opened {
		edited = &platformForm{AppID: c.AppID, ComponentFields: c.ComponentFields, Version: c.Version}
	}
	return s.show(w, r, answer{page: "platform", status: status, problem: problem, subject: id.Component, data: map[string]any{
		"Platform": c, "Granted": granted.Authorizations, "Total": granted.Total, "Next": next, "Pushes": pushes.Events, "Full": len(pushes.Events) == pagePushes, "Holds": holds,
		"Accounts": accounts, "Form": form, "Back": backTo(r), "Edited": edited, "Opened": opened,
	}})
}

// authorizers are accounts that the form suggests.
func (s *site) authorizers(r *http.Request) ([]api.Account, error) {
	list, err := do(s, r, api.ListAccounts, api.AccountFilter{Page: api.Page{Limit: suggested}})
	var own []api.Account
	for _, a := range list.Accounts {
		if a.Kind != api.KindComponent {
			own = append(own, a)
		}
	}
	return own, err
}

func platformPath(appID string) string { return "/platforms/" + url.PathEscape(appID) }

// componentPath is the page of the platform that the address of a page names.
func componentPath(r *http.Request) string { return platformPath(r.PathValue("appid")) }

// pushTicket makes a ticket and has it pushed. The ticket itself is shown to
// nobody.
func (s *site) pushTicket(w http.ResponseWriter, r *http.Request) error {
	made, err := do(s, r, api.PushTicket, componentID(r))
	if err != nil {
		return err
	}
	what := "ticket"
	switch {
	case !made.Pushed:
		what = "ticket.nowhere"
	case !made.Delivered:
		what = "ticket.waits" // the events say for what
	}
	return redirectDone(w, r, componentPath(r), what)
}

// authorize grants permission sets of an account and shows the code, once.
func (s *site) authorize(w http.ResponseWriter, r *http.Request) error {
	form := grantForm{AppID: strings.TrimSpace(r.PostForm.Get("account")), sets: make(map[int]bool)}
	sets := make([]int, 0, len(r.PostForm["set"]))
	for _, text := range r.PostForm["set"] {
		set, err := strconv.Atoi(text)
		if err != nil {
			return invalidf("set %q is not a number", text)
		}
		sets, form.sets[set] = append(sets, set), true
	}
	if len(sets) == 0 {
		return s.showPlatform(w, r, form, nil, http.StatusBadRequest, "problem.nosets")
	}
	code, err := do(s, r, api.Authorize, api.Grant{
		ComponentID: componentID(r), Body: api.Authorization{AuthorizerAppID: form.AppID, PermissionSets: sets},
	})
	if _, ok := errors.AsType[ops.Missing](err); ok {
		return s.showPlatform(w, r, form, nil, http.StatusNotFound, "problem.grantor")
	}
	if err != nil {
		return s.formAgain(r, err, func(status int, problem string) error { return s.showPlatform(w, r, form, nil, status, problem) })
	}
	return s.showOnce(w, r, componentPath(r)+"/authorize", newAuthCode{form.AppID, code.AuthCode})
}

// newAuthCode is an authorization code that is shown once.
type newAuthCode struct{ AppID, Code string }

// authCode shows an authorization code that was made, once.
func (s *site) authCode(w http.ResponseWriter, r *http.Request) error {
	appID := r.PathValue("appid")
	data, status := s.shownOnce(w, r)
	made, _ := data.(newAuthCode)
	return s.show(w, r, answer{page: "authcode", status: status, subject: appID, here: componentPath(r), data: map[string]any{
		"Platform": appID, "Made": made, "Link": componentPath(r),
	}})
}
