package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// How many platforms, authorizations and events a page shows.
const (
	pagePlatforms      = 50
	pageAuthorizations = 20
	pagePushes         = 50
)

// platforms lists third-party platforms.
func (s *site) platforms(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Ports.Platforms.Components(r.Context(), r.URL.Query().Get("after"), pagePlatforms+1) // one more tells whether others follow
	if err != nil {
		return err
	}
	next := ""
	if len(list) > pagePlatforms {
		list = list[:pagePlatforms]
		next = list[pagePlatforms-1].AppID
	}
	return s.show(w, r, answer{page: "platforms", data: map[string]any{"List": list, "Next": follow("/platforms", next, nil)}})
}

// platform shows a third-party platform with what accounts grant it and the
// events that it has not received.
func (s *site) platform(w http.ResponseWriter, r *http.Request) error {
	return s.showPlatform(w, r, grantForm{}, http.StatusOK, "")
}

// grantForm is what stands in the form that grants permission sets.
type grantForm struct {
	AppID string
	sets  map[int]bool
}

// Ticked reports whether a set is chosen: all are at first.
func (f grantForm) Ticked(set int) bool { return f.sets == nil || f.sets[set] }

func (s *site) showPlatform(w http.ResponseWriter, r *http.Request, form grantForm, status int, problem string) error {
	appID := r.PathValue("app_id")
	c, err := s.Ports.Platforms.Component(r.Context(), appID)
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("from"))
	from = max(from, 0)
	granted, total, err := s.Ports.Platforms.Authorizations(r.Context(), appID, from, pageAuthorizations)
	if err != nil {
		return err
	}
	next := ""
	if end := from + len(granted); len(granted) > 0 && end < total {
		next = platformPath(appID) + "?from=" + strconv.Itoa(end)
	}
	pushes, err := s.Ports.Pushes.List(r.Context(), store.PushFilter{Target: appID}, pagePushes)
	if err != nil {
		return err
	}
	// The first that is queued holds up those behind it.
	var holds store.Push
	if i := slices.IndexFunc(pushes, func(p store.Push) bool { return p.State == store.PushQueued }); i >= 0 {
		holds = pushes[i]
	}
	accounts, err := s.authorizers(r)
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "platform", status: status, problem: problem, subject: appID, data: map[string]any{
		"Platform": c, "Granted": granted, "Total": total, "Next": next, "Pushes": pushes, "Full": len(pushes) == pagePushes, "Holds": holds,
		"Accounts": accounts, "Form": form, "Back": backTo(r),
	}})
}

// authorizers are accounts that the form suggests.
func (s *site) authorizers(r *http.Request) ([]store.Account, error) {
	list, _, err := s.Ports.Accounts.List(r.Context(), store.AccountFilter{}, suggested)
	var own []store.Account
	for _, a := range list {
		if a.Kind != store.KindComponent {
			own = append(own, a)
		}
	}
	return own, err
}

func platformPath(appID string) string { return "/platforms/" + url.PathEscape(appID) }

// pushTicket makes a ticket and has it pushed. The ticket itself is shown to
// nobody.
func (s *site) pushTicket(w http.ResponseWriter, r *http.Request) error {
	appID := r.PathValue("app_id")
	made, err := s.Ports.Platforms.PushTicket(r.Context(), appID)
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
	return done(w, r, platformPath(appID), what)
}

// authorize grants permission sets of an account and shows the code, once.
func (s *site) authorize(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return invalidf("the form cannot be read: %v", err)
	}
	appID := r.PathValue("app_id")
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
		return s.showPlatform(w, r, form, http.StatusBadRequest, "problem.nosets")
	}
	code, err := s.Ports.Platforms.Authorize(r.Context(), appID, form.AppID, sets)
	if errors.Is(err, store.ErrNotFound) {
		return s.showPlatform(w, r, form, http.StatusNotFound, "problem.grantor")
	}
	if err != nil {
		if status, sentence, ok := s.told400(r, err); ok {
			return s.showPlatform(w, r, form, status, sentence)
		}
		return err
	}
	return s.showOnce(w, r, platformPath(appID)+"/authorize", newAuthCode{form.AppID, code})
}

// newAuthCode is an authorization code that is shown once.
type newAuthCode struct{ AppID, Code string }

// authCode shows an authorization code that was made, once.
func (s *site) authCode(w http.ResponseWriter, r *http.Request) error {
	appID := r.PathValue("app_id")
	data, status := s.shownOnce(w, r)
	made, _ := data.(newAuthCode)
	return s.show(w, r, answer{page: "authcode", status: status, subject: appID, here: platformPath(appID), data: map[string]any{
		"Platform": appID, "Made": made, "Link": platformPath(appID),
	}})
}

// askWithdraw asks before an authorization ends.
func (s *site) askWithdraw(w http.ResponseWriter, r *http.Request) error {
	appID := r.PathValue("app_id")
	if _, err := s.Ports.Platforms.Component(r.Context(), appID); err != nil {
		return err
	}
	return s.show(w, r, answer{page: "withdraw", subject: appID, data: map[string]any{
		"Platform": appID, "AppID": r.URL.Query().Get("account"), "Link": platformPath(appID),
	}})
}

// withdraw ends an authorization.
func (s *site) withdraw(w http.ResponseWriter, r *http.Request) error {
	appID := r.PathValue("app_id")
	if err := s.Ports.Platforms.Withdraw(r.Context(), appID, r.PostFormValue("account")); err != nil {
		return err
	}
	return done(w, r, platformPath(appID), "withdrawn")
}
