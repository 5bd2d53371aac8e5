package pages

import (
	"errors"
	"net/http"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/ops"
)

// merchantForm is a store Mini Program as a form has it.
type merchantForm struct {
	api.MerchantFields
	// Clashes are what another has changed since.
	Clashes []clash
}

// noMerchant shows the page of an account that has no store Mini Program, with a form that
// makes one.
func (s *site) noMerchant(w http.ResponseWriter, r *http.Request, form *merchantForm, status int, problem string) error {
	a, err := do(s, r, api.ShowAccount, accountID(r))
	if err != nil {
		return err
	}
	if status == http.StatusOK {
		status = http.StatusNotFound
	}
	if form == nil {
		form = &merchantForm{MerchantFields: api.MerchantFields{State: api.MerchantApproved, Nickname: a.Name}}
	}
	return s.show(w, r, answer{page: "nomerchant", status: status, problem: problem, subject: a.AppID, data: map[string]any{"Account": a, "Form": form}})
}

// changeMerchant keeps what the form says of a store Mini Program, or makes one, unless
// another has changed it since the form was opened.
func (s *site) changeMerchant(w http.ResponseWriter, r *http.Request) error {
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	form := &merchantForm{MerchantFields: api.MerchantFields{
		State: get("state"), Nickname: get("nickname"), Intro: newlines(r.PostFormValue("intro")), Headimg: get("headimg"), ShownVersion: get("version"),
	}}
	_, err := do(s, r, api.PutMerchant, api.MerchantChange{AccountID: accountID(r), Body: form.MerchantFields})
	if clash, ok := errors.AsType[*ops.Conflict](err); ok {
		current, _ := clash.Current.(api.Merchant)
		there := api.MerchantFields{State: current.State, Nickname: current.Nickname, Intro: current.Intro, Headimg: current.Headimg, ShownVersion: form.ShownVersion}
		form.Clashes, form.ShownVersion = recordClashes("merchant", form.MerchantFields, there, s.words(r)), current.ShownVersion
		return s.showMerchant(w, r, form, http.StatusConflict, "problem.clash")
	}
	if status, sentence, ok := s.isUserError(r, err); err != nil && (ok || isMissing(err)) {
		return s.showMerchant(w, r, form, status, sentence)
	}
	if err != nil {
		return err
	}
	return redirectDone(w, r, merchantPath(r), "saved")
}
