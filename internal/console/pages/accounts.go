package pages

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// pageAccounts is how many accounts a page shows.
const pageAccounts = 50

// accounts lists accounts, with a form for another.
func (s *site) accounts(w http.ResponseWriter, r *http.Request) error {
	return s.showAccounts(w, r, nil, http.StatusOK, "")
}

func (s *site) showAccounts(w http.ResponseWriter, r *http.Request, form *accountForm, status int, problem string) error {
	query := r.URL.Query()
	f := store.AccountFilter{Search: strings.TrimSpace(query.Get("search")), After: query.Get("after")}
	list, next, err := s.Ports.Accounts.List(r.Context(), f, pageAccounts)
	if err != nil {
		return err
	}
	opened := form != nil
	if !opened {
		form = &accountForm{Account: store.Account{AppID: newAppID(), Kind: "service"}, Merchant: store.Merchant{State: store.MerchantApproved}}
	}
	return s.show(w, r, answer{page: "accounts", status: status, problem: problem, data: map[string]any{
		"Filter": f, "List": list, "Next": follow("/accounts", next, map[string]string{"search": f.Search}),
		"Form": form, "Opened": opened || query.Has("new"), "Kinds": kinds(),
	}})
}

// newAppID suggests an app id.
func newAppID() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // it never fails
	return "wx" + hex.EncodeToString(random[:])
}

// create adds an account and shows its secret, which nobody can see again.
func (s *site) create(w http.ResponseWriter, r *http.Request) error {
	form, err := readAccount(r, store.Account{AppID: strings.TrimSpace(r.PostFormValue("appid"))})
	secret := ""
	if err == nil {
		var m *store.Merchant
		if form.HasMerchant {
			m = &form.Merchant
		}
		secret, err = s.Ports.Accounts.Create(r.Context(), form.Account, m)
	}
	if err != nil {
		if status, sentence, ok := s.told400(r, err); ok {
			return s.showAccounts(w, r, form, status, sentence)
		}
		return err
	}
	return s.showSecret(w, r, form.AppID, secret, "account.created")
}

// roll makes another secret and shows it once.
func (s *site) roll(w http.ResponseWriter, r *http.Request) error {
	appID := r.PathValue("app_id")
	secret, err := s.Ports.Accounts.RollSecret(r.Context(), appID)
	if err != nil {
		return err
	}
	return s.showSecret(w, r, appID, secret, "account.rolled")
}

// newSecret is a secret that is shown once.
type newSecret struct {
	Secret string
	// What is a key of the words: how it came to be.
	What string
}

// showSecret goes to a page that shows a secret once.
func (s *site) showSecret(w http.ResponseWriter, r *http.Request, appID, secret, what string) error {
	return s.showOnce(w, r, "/accounts/"+url.PathEscape(appID)+"/secret", newSecret{secret, what})
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
