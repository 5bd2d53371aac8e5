package pages

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
)

// account shows an account with its tokens and what it has used.
func (s *site) account(w http.ResponseWriter, r *http.Request) error {
	a, err := s.Ports.Accounts.Get(r.Context(), r.PathValue("app_id"))
	if err != nil {
		return err
	}
	return s.showAccount(w, r, &accountForm{Account: a, Seen: a.Version()}, http.StatusOK, "")
}

// shownToken is a token as it is shown.
type shownToken struct {
	store.Token
	// Left is the rest of its life.
	Left time.Duration
}

func (s *site) showAccount(w http.ResponseWriter, r *http.Request, form *accountForm, status int, problem string) error {
	appID := form.AppID
	tokens, err := s.Ports.Accounts.Tokens(r.Context(), appID)
	if err != nil {
		return err
	}
	now := s.Ports.Clock.Read().Now
	shown := make([]shownToken, len(tokens))
	for i, t := range tokens {
		end := t.ExpiresAt
		if !t.SupersededAt.IsZero() && t.SupersededAt.Before(end) {
			end = t.SupersededAt
		}
		shown[i] = shownToken{t, end.Sub(now)}
	}
	uses, err := s.Ports.Quotas.Used(r.Context(), appID)
	if err != nil {
		return err
	}
	m, err := s.Ports.Merchants.Get(r.Context(), appID)
	has := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return s.show(w, r, answer{page: "account", status: status, problem: problem, subject: appID, data: map[string]any{
		"Form": form, "Tokens": shown, "Quotas": ownQuotas(uses, form.Quotas), "Kinds": kindsBeside(form.Kind),
		"Merchant": m, "HasMerchant": has, "Opened": status != http.StatusOK,
	}})
}

// shownQuota is what an account has used of an interface, with its own limits.
type shownQuota struct {
	ports.QuotaUse
	Own store.Quota
}

func ownQuotas(uses []ports.QuotaUse, own map[string]store.Quota) []shownQuota {
	all := make([]shownQuota, len(uses))
	for i, u := range uses {
		all[i] = shownQuota{u, own[u.Interface]}
	}
	return all
}

// change keeps what the form says of an account.
func (s *site) change(w http.ResponseWriter, r *http.Request) error {
	before, err := s.Ports.Accounts.Get(r.Context(), r.PathValue("app_id"))
	if err != nil {
		return err
	}
	form, err := readAccount(r, before)
	if err == nil {
		err = s.Ports.Accounts.Put(r.Context(), form.Account, form.Seen)
	}
	if errors.Is(err, store.ErrConflict) {
		return s.showAccountClash(w, r, form)
	}
	if err != nil {
		if status, sentence, ok := s.told400(r, err); ok {
			return s.showAccount(w, r, form, status, sentence)
		}
		return err
	}
	return done(w, r, accountPath(r), "saved")
}

// showAccountClash shows the form again, with what somebody else has made of the
// account since it was opened. To save it then replaces that.
func (s *site) showAccountClash(w http.ResponseWriter, r *http.Request, form *accountForm) error {
	there, err := s.Ports.Accounts.Get(r.Context(), form.AppID)
	if err != nil {
		return err
	}
	form.Seen, form.Clashes = there.Version(), accountClashes(form.Account, there, s.words(r))
	return s.showAccount(w, r, form, http.StatusConflict, "problem.clash")
}

func accountPath(r *http.Request) string { return "/accounts/" + url.PathEscape(r.PathValue("app_id")) }

// revoke makes a token stop to work.
func (s *site) revoke(w http.ResponseWriter, r *http.Request) error {
	hash, err := store.ParseHash(r.PostFormValue("hash"))
	if err != nil {
		return err
	}
	if err := s.Ports.Accounts.Revoke(r.Context(), r.PathValue("app_id"), hash); err != nil {
		return err
	}
	return done(w, r, accountPath(r), "revoked")
}
