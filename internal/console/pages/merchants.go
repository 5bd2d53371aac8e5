package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// How many merchants, and how many changes of one, a page shows.
const (
	pageMerchants = 40
	pageChanges   = 20
)

// merchants lists store Mini Programs.
func (s *site) merchants(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f := api.MerchantFilter{
		Search: strings.TrimSpace(query.Get("search")), State: query.Get("state"), Sort: query.Get("sort"),
		Page: api.Page{After: query.Get("after"), Limit: pageMerchants}, Back: api.Back{Before: query.Get("before")},
	}
	list, err := do(s, r, api.ListMerchants, f)
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "merchants", data: map[string]any{
		"Filter": f, "List": list.Merchants, "States": merchantStates(),
		"Around": shownAround("/merchants", query, list.Around, len(list.Merchants), pageMerchants, map[string]string{"search": f.Search, "state": f.State, "sort": f.Sort}),
	}})
}

func merchantStates() []string {
	return []string{api.MerchantApproved, api.MerchantReviewing, api.MerchantFailed}
}

// shownChange is a change as the history shows it.
type shownChange struct {
	api.Change
	Intro   []piece
	Picture bool // it changed
}

// showMerchant shows a store Mini Program with its history.
func (s *site) showMerchant(w http.ResponseWriter, r *http.Request, form *merchantForm, status int, problem string) error {
	id := accountID(r)
	m, err := do(s, r, api.ShowMerchant, id)
	if isMissing(err) {
		return s.noMerchant(w, r, form, status, problem)
	}
	if err != nil {
		return err
	}
	opened := form != nil
	if !opened {
		form = &merchantForm{MerchantFields: fieldsOf(m)}
	}
	a, err := do(s, r, api.ShowAccount, id)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	changes, err := do(s, r, api.ListChanges, api.ChangeFilter{AccountID: id, Before: max(before, 0), Limit: pageChanges})
	if err != nil {
		return err
	}
	application, err := s.application(r, id)
	if err != nil {
		return err
	}
	stores, err := do(s, r, api.ListStores, api.StoreFilter{AccountID: id, Page: api.Page{Limit: phoneStores}})
	if err != nil {
		return err
	}
	shown := make([]shownChange, len(changes.Changes))
	for i, c := range changes.Changes {
		shown[i] = shownChange{Change: c, Picture: c.BeforeHeadimg != c.AfterHeadimg}
		if c.BeforeIntro != c.AfterIntro {
			shown[i].Intro = difference(c.BeforeIntro, c.AfterIntro)
		}
	}
	return s.show(w, r, answer{page: "merchant", status: status, problem: problem, subject: m.Nickname, data: map[string]any{
		"Merchant": m, "Account": a, "Changes": shown, "Older": changes.Next, "Application": application, "States": reviewStates(),
		"Stores": stores.Stores, "Total": stores.Total, "Form": form, "Opened": opened,
	}})
}

// revert makes a merchant what it was before a change.
func (s *site) revert(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return invalidf("%q is not a version", r.PostFormValue("version"))
	}
	seen, err := strconv.ParseInt(r.PostFormValue("seen"), 10, 64)
	if err != nil || seen < 0 {
		return invalidf("%q is not a version", r.PostFormValue("seen"))
	}
	_, err = do(s, r, api.RevertMerchant, api.MerchantRevert{AccountID: accountID(r), Body: api.Revert{Version: &version, Seen: &seen}})
	if _, ok := clashing[any](err); ok {
		err = problem{http.StatusConflict, "problem.changed"}
	}
	return s.formDone(w, r, err, merchantPath(r), "reverted", func(status int, problem string) error { return s.showMerchant(w, r, nil, status, problem) })
}

func merchantPath(r *http.Request) string {
	return "/merchants/" + url.PathEscape(r.PathValue("app_id"))
}

// application is the newest application of an account, nil if there is none.
func (s *site) application(r *http.Request, id api.AccountID) (*reviewed, error) {
	review, err := do(s, r, api.ShowApplication, id)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	shown, err := s.withSubject(r, review)
	return &shown, err
}

// setApplication gives the application of an account a state.
func (s *site) setApplication(w http.ResponseWriter, r *http.Request) error {
	to := api.ApplicationState{State: r.PostFormValue("state"), Reason: strings.TrimSpace(r.PostFormValue("reason")), Version: r.PostFormValue("version")}
	_, err := do(s, r, api.SetApplication, api.ApplicationChange{AccountID: accountID(r), Body: to})
	return s.formDone(w, r, err, merchantPath(r), "applied", func(status int, problem string) error { return s.showMerchant(w, r, nil, status, problem) })
}
