package pages

import (
	"net/http"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// merchantForm is a store Mini Program as a form has it.
type merchantForm struct {
	api.MerchantFields
	// Clashes are what another has changed since.
	Clashes []clash
}

// fieldsOf are the fields of the form as a store Mini Program has them.
func fieldsOf(m api.Merchant) api.MerchantFields {
	return api.MerchantFields{State: m.State, Nickname: m.Nickname, Intro: m.Intro, Headimg: m.Headimg, ShownVersion: m.ShownVersion}
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
	show := func(status int, problem string) error { return s.showMerchant(w, r, form, status, problem) }
	if current, ok := clashing[api.Merchant](err); ok {
		there := fieldsOf(current)
		there.ShownVersion = form.ShownVersion
		form.Clashes, form.ShownVersion, err = recordClashes("merchant", form.MerchantFields, there, s.words(r)), current.ShownVersion, clashed()
	}
	if isMissing(err) {
		return show(s.explain(r, err))
	}
	return s.formDone(w, r, err, merchantPath(r), "saved", show)
}
