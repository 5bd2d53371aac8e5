package pages

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// pageAccounts is how many accounts a page shows.
const pageAccounts = 50

// showAccounts lists accounts, with a form for another.
func (s *site) showAccounts(w http.ResponseWriter, r *http.Request, form *accountForm, status int, problem string) error {
	query := r.URL.Query()
	f := api.AccountFilter{Search: strings.TrimSpace(query.Get("search")), Page: api.Page{After: query.Get("after"), Limit: pageAccounts}, Back: api.Back{Before: query.Get("before")}}
	list, err := do(s, r, api.ListAccounts, f)
	if err != nil {
		return err
	}
	opened := form != nil
	if !opened {
		form = &accountForm{Account: api.Account{AppID: newAppID(), Kind: "service"}, Merchant: api.NewMerchant{State: api.MerchantApproved}}
	}
	return s.show(w, r, answer{page: "accounts", status: status, problem: problem, data: map[string]any{
		"Filter": f, "List": list.Accounts,
		"Around": shownAround("/accounts", query, list.Around, len(list.Accounts), pageAccounts, map[string]string{"search": f.Search}),
		"Form":   form, "Opened": opened || query.Has("new"), "Kinds": kinds(),
	}})
}

// newAppID suggests an app id.
func newAppID() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // it never fails
	return "wx" + hex.EncodeToString(random[:])
}

// create adds an account and shows its secret, which cannot be seen again.
func (s *site) create(w http.ResponseWriter, r *http.Request) error {
	form, err := readAccount(r, api.Account{AppID: strings.TrimSpace(r.PostFormValue("appid"))})
	var made api.Secret
	if err == nil {
		in := api.AccountCreation{Body: api.NewAccount{Account: form.Account}}
		if form.HasMerchant {
			in.Body.Merchant = &form.Merchant
		}
		made, err = do(s, r, api.CreateAccount, in)
	}
	if err != nil {
		return s.formAgain(r, err, func(status int, problem string) error { return s.showAccounts(w, r, form, status, problem) })
	}
	return s.showSecret(w, r, made, "account.created")
}

// roll makes another secret and shows it once.
func (s *site) roll(w http.ResponseWriter, r *http.Request) error {
	made, err := do(s, r, api.RollSecret, accountID(r))
	if err != nil {
		return err
	}
	return s.showSecret(w, r, made, "account.rolled")
}

// newSecret is a secret that is shown once.
type newSecret struct {
	Secret string
	// What is a key of the words: how it came to be.
	What string
}

// showSecret goes to a page that shows a secret once.
func (s *site) showSecret(w http.ResponseWriter, r *http.Request, made api.Secret, what string) error {
	return s.showOnce(w, r, "/accounts/"+url.PathEscape(made.AppID)+"/secret", newSecret{made.Secret, what})
}

// secret shows a secret that was made, once.
func (s *site) secret(w http.ResponseWriter, r *http.Request) error {
	appID := r.PathValue("app_id")
	data, status := s.shownOnce(w, r)
	made, _ := data.(newSecret)
	return s.show(w, r, answer{page: "secret", status: status, subject: appID, here: accountPath(r), data: map[string]any{
		"AppID": appID, "Made": made, "Link": accountPath(r),
	}})
}
