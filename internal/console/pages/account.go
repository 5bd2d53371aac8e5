package pages

import (
	"net/http"
	"net/url"

	"github.com/wxastore/wxastore/internal/console/api"
)

// accountID is the account that the address of a page names.
func accountID(r *http.Request) api.AccountID { return api.AccountID{AppID: r.PathValue("app_id")} }

// account shows an account with its tokens and what it has used.
func (s *site) account(w http.ResponseWriter, r *http.Request) error {
	a, err := do(s, r, api.ShowAccount, accountID(r))
	if err != nil {
		return err
	}
	return s.showAccount(w, r, &accountForm{Account: a}, http.StatusOK, "")
}

// shownToken is a token as it is shown.
type shownToken struct {
	api.Token
	// Left is the rest of its life.
	Left api.Duration
}

func (s *site) showAccount(w http.ResponseWriter, r *http.Request, form *accountForm, status int, problem string) error {
	id := accountID(r)
	there, err := do(s, r, api.ShowAccount, id)
	if err != nil {
		return err
	}
	tokens, err := do(s, r, api.ListTokens, id)
	if err != nil {
		return err
	}
	clock, err := do(s, r, api.ShowClock, api.None{})
	if err != nil {
		return err
	}
	shown := make([]shownToken, len(tokens.Tokens))
	for i, t := range tokens.Tokens {
		end := t.ExpiresAt
		if t.SupersededAt != nil && t.SupersededAt.Before(end) {
			end = *t.SupersededAt
		}
		shown[i] = shownToken{t, api.Duration(end.Sub(clock.Now))}
	}
	uses, err := do(s, r, api.ListQuotas, id)
	if err != nil {
		return err
	}
	m, err := do(s, r, api.ShowMerchant, id)
	has := err == nil
	if err != nil && !isMissing(err) {
		return err
	}
	return s.show(w, r, answer{page: "account", status: status, problem: problem, subject: id.AppID, data: map[string]any{
		"Form": form, "Tokens": shown, "Quotas": ownQuotas(uses.Quotas, form.Quotas), "Kinds": kindsBeside(form.Kind),
		"Merchant": m, "HasMerchant": has, "Version": there.Version, "Opened": status != http.StatusOK || r.URL.Query().Has("edit"),
	}})
}

// shownQuota is what an account has used of an interface, with its own limits.
type shownQuota struct {
	api.QuotaUse
	Own api.Quota
}

func ownQuotas(uses []api.QuotaUse, own map[string]api.Quota) []shownQuota {
	all := make([]shownQuota, len(uses))
	for i, u := range uses {
		all[i] = shownQuota{u, own[u.Interface]}
	}
	return all
}

// change keeps what the form says of an account. If another operator has changed the
// account since the form was opened, it is shown again with both values; to save it
// then replaces that.
func (s *site) change(w http.ResponseWriter, r *http.Request) error {
	before, err := do(s, r, api.ShowAccount, accountID(r))
	if err != nil {
		return err
	}
	form, err := readAccount(r, before)
	if err == nil {
		_, err = do(s, r, api.PutAccount, api.AccountChange{AccountID: accountID(r), Body: form.Account})
	}
	if there, ok := clashing[api.Account](err); ok {
		form.Version, form.Clashes, err = there.Version, recordClashes("account", form.Account, there, s.words(r)), clashed()
	}
	return s.formDone(w, r, err, accountPath(r), "saved", func(status int, problem string) error { return s.showAccount(w, r, form, status, problem) })
}

func accountPath(r *http.Request) string { return "/accounts/" + url.PathEscape(r.PathValue("app_id")) }
