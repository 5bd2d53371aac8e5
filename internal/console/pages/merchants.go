package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// How many merchants, and how many changes of one, a page shows.
const (
	pageMerchants = 40
	pageChanges   = 20
)

// byConsole is who is noted as the caller of what the console changes.
const byConsole = "operator"

// merchants lists store Mini Programs.
func (s *site) merchants(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f := store.MerchantFilter{
		Search: strings.TrimSpace(query.Get("search")), State: store.MerchantState(query.Get("state")), After: query.Get("after"),
	}
	list, next, err := s.Ports.Merchants.List(r.Context(), f, pageMerchants)
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "merchants", data: map[string]any{
		"Filter": f, "List": list, "Next": follow("/merchants", next, map[string]string{"search": f.Search, "state": string(f.State)}),
		"States": []store.MerchantState{store.MerchantApproved, store.MerchantReviewing},
	}})
}

// follow is the address of the page that continues a list; "" if none does.
func follow(path, after string, filter map[string]string) string {
	if after == "" {
		return ""
	}
	query := url.Values{"after": {after}}
	for name, value := range filter {
		if value != "" {
			query.Set(name, value)
		}
	}
	return path + "?" + query.Encode()
}

// shownChange is a change as the history shows it.
type shownChange struct {
	store.Change
	Intro   []piece
	Picture bool // it changed
}

// merchant shows a store Mini Program with its history.
func (s *site) merchant(w http.ResponseWriter, r *http.Request) error {
	return s.showMerchant(w, r, http.StatusOK, "")
}

func (s *site) showMerchant(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	appID := r.PathValue("app_id")
	m, err := s.Ports.Merchants.Get(r.Context(), appID)
	if err != nil {
		return err
	}
	a, err := s.Ports.Accounts.Get(r.Context(), appID)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	changes, err := s.Ports.Merchants.History(r.Context(), appID, max(before, 0), pageChanges)
	if err != nil {
		return err
	}
	shown := make([]shownChange, len(changes))
	for i, c := range changes {
		shown[i] = shownChange{Change: c, Picture: c.BeforeHeadimg != c.AfterHeadimg}
		if c.BeforeIntro != c.AfterIntro {
			shown[i].Intro = difference(c.BeforeIntro, c.AfterIntro)
		}
	}
	older := int64(0)
	if n := len(changes); n == pageChanges && changes[n-1].Version > 1 {
		older = changes[n-1].Version
	}
	return s.show(w, r, answer{page: "merchant", status: status, problem: problem, subject: m.Nickname, data: map[string]any{
		"Merchant": m, "Account": a, "Changes": shown, "Older": older,
	}})
}

// revert makes a merchant what it was before a change.
func (s *site) revert(w http.ResponseWriter, r *http.Request) error {
	appID := r.PathValue("app_id")
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return invalidf("%q is not a version", r.PostFormValue("version"))
	}
	seen, err := strconv.ParseInt(r.PostFormValue("seen"), 10, 64)
	if err != nil || seen < 0 {
		return invalidf("%q is not a version", r.PostFormValue("seen"))
	}
	_, err = s.Ports.Merchants.Revert(r.Context(), appID, version, seen, byConsole)
	if errors.Is(err, store.ErrConflict) {
		return s.showMerchant(w, r, http.StatusConflict, "problem.changed")
	}
	if err != nil {
		if status, sentence, ok := s.told400(r, err); ok {
			return s.showMerchant(w, r, status, sentence)
		}
		return err
	}
	return done(w, r, "/merchants/"+url.PathEscape(appID), "reverted")
}
