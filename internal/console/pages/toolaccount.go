package pages

import (
	"net/http"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// suggested is how many accounts, and how many platforms, a form suggests.
const suggested = 20

// chosenAccount is the account of the tool's form, or what the text in its place finds.
type chosenAccount struct {
	// Account is nil where no account has the app id, Merchant where it has no store Mini
	// Program.
	Account  *api.Account
	Merchant *api.Merchant
	// Grants are the platforms that may call for it.
	Grants []toolGrant
	// Hits are what the text finds. Behind says that the search lacks the last changes.
	Hits   []toolHit
	Behind bool
}

// toolGrant is a platform with the permission sets that it holds of the account.
type toolGrant struct {
	api.Granted
	// Opens says that one of them opens the interface.
	Opens bool
}

// toolHit is an account that can be chosen.
type toolHit struct{ AppID, Name string }

// choose finds the account of a form, among all.
func (s *site) choose(r *http.Request, f toolForm) (c chosenAccount, err error) {
	if f.AppID != "" {
		id := api.AccountID{AppID: f.AppID}
		a, err := do(s, r, api.ShowAccount, id)
		if err == nil {
			c.Account = &a
			return c, s.standing(r, f, &c)
		}
		if !isMissing(err) {
			return c, err
		}
	}
	c.Hits, c.Behind, err = s.findAccounts(r, f.AppID)
	return c, err
}

// standing adds what an account that was chosen has.
func (s *site) standing(r *http.Request, f toolForm, c *chosenAccount) error {
	id := api.AccountID{AppID: c.Account.AppID}
	m, err := do(s, r, api.ShowMerchant, id)
	switch {
	case err == nil:
		c.Merchant = &m
	case !isMissing(err):
		return err
	}
	granted, err := do(s, r, api.ListGrants, id)
	for _, g := range granted.Authorizations {
		c.Grants = append(c.Grants, toolGrant{g, f.Declaration.OpenTo(weixin.Sets(g.PermissionSets))})
	}
	return err
}

// grant is the platform that was chosen, nil for none.
func (c chosenAccount) grant(component string) *toolGrant {
	for i := range c.Grants {
		if c.Grants[i].Component == component {
			return &c.Grants[i]
		}
	}
	return nil
}

// findAccounts are the first accounts whose app id or name contains a text, and those
// whose store Mini Program's nickname or introduction does.
func (s *site) findAccounts(r *http.Request, text string) (hits []toolHit, behind bool, err error) {
	page := api.Page{Limit: suggested}
	accounts, err := do(s, r, api.ListAccounts, api.AccountFilter{Search: text, Page: page})
	if err != nil {
		return nil, false, err
	}
	known := make(map[string]bool)
	add := func(appID, name string) {
		if !known[appID] && len(hits) < suggested {
			known[appID] = true
			hits = append(hits, toolHit{appID, name})
		}
	}
	for _, a := range accounts.Accounts {
		add(a.AppID, a.Name)
	}
	if text == "" || len(hits) == suggested {
		return hits, accounts.Behind, nil
	}
	merchants, err := do(s, r, api.ListMerchants, api.MerchantFilter{Search: text, Page: page})
	for _, m := range merchants.Merchants {
		add(m.AppID, m.Nickname)
	}
	return hits, accounts.Behind || merchants.Behind, err
}
