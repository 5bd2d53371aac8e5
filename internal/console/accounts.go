package console

import (
	"errors"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
)

// accountsAPI is /api/accounts and what lies under it.
//
//	curl localhost:8081/api/accounts -d '{"appid":"wx1","kind":"service","merchant":{"nickname":"Dumplings"}}'
//	curl 'localhost:8081/api/accounts?search=wx'
//	curl -X POST localhost:8081/api/accounts/wx1/secret
type accountsAPI struct {
	accounts ports.Accounts
	quotas   ports.Quotas
}

func accountRoutes(c Config) []route {
	a := accountsAPI{c.Ports.Accounts, c.Ports.Quotas}
	account, secret := jsonBody[accountJSON](), jsonBody[secretJSON]()
	const one = "/api/accounts/{app_id}"
	return []route{
		{method: "GET", path: "/api/accounts", summary: "List accounts.", query: append(listParams("name"), limitParam()), response: jsonBody[accountList](), serve: serveJSON(a.list, c.Log)},
		{method: "POST", path: "/api/accounts", summary: "Add an account. The answer has its secret, which nobody can ask for again.", request: jsonBody[newAccountJSON](), response: secret, serve: serveJSON(a.create, c.Log)},
		{method: "GET", path: one, summary: "Show an account.", response: account, serve: serveJSON(a.get, c.Log)},
		{method: "PUT", path: one, summary: "Change all of an account but its secret, if its version is still the one of the body.", request: account, response: account, serve: serveJSON(a.put, c.Log)},
		{method: "POST", path: one + "/secret", summary: "Make another secret. The one before stops to work.", response: secret, serve: serveJSON(a.roll, c.Log)},
		{method: "GET", path: one + "/tokens", summary: "List the access tokens that work now, by their hashes.", response: jsonBody[tokenList](), serve: serveJSON(a.tokens, c.Log)},
		{method: "DELETE", path: one + "/tokens/{hash}", summary: "Make a token stop to work.", serve: serveJSON(a.revoke, c.Log)},
		{method: "GET", path: one + "/quotas", summary: "Show what an account has called and may call.", response: jsonBody[quotaList](), serve: serveJSON(a.used, c.Log)},
	}
}

// accountJSON is an account in requests and answers. What a PUT leaves out
// becomes empty.
type accountJSON struct {
	// AppID may be left out where the path has it.
	AppID string `json:"appid"`
	Name  string `json:"name"`
	// Kind is official, service (if it is left out) or miniprogram.
	Kind string `json:"kind"`
	// Individual is an account of a natural person. Irregular bars it from the
	// API, SecretFrozen its secret from use.
	Individual   bool `json:"individual"`
	Irregular    bool `json:"irregular"`
	SecretFrozen bool `json:"secret_frozen"`
	// MessageURL is where messages of the account are pushed.
	MessageURL string `json:"message_url"`
	// IPList are addresses and CIDR blocks that may fetch tokens; none is all.
	IPList []string `json:"ip_list"`
	// Quotas limit calls, by interface name, where not the page does.
	Quotas map[string]store.Quota `json:"quotas"`
	// CategoryBarred, ForbiddenWords and ModifyPerMonth (0 is unlimited) are what
	// the account may do to its store Mini Program.
	CategoryBarred bool     `json:"category_barred"`
	ForbiddenWords []string `json:"forbidden_words"`
	ModifyPerMonth int      `json:"modify_per_month"`
	// Version tells this account from what it is after a change. A PUT names the
	// version that it changes, "*" for whatever is there; if somebody has changed
	// the account since, it is answered 409 with both. A POST needs none.
	Version string `json:"version"`
}

// newAccountJSON is the body of POST /api/accounts.
type newAccountJSON struct {
	accountJSON
	// Merchant is the account's store Mini Program; none if it is left out.
	Merchant *newMerchantJSON `json:"merchant,omitempty"`
}

// newMerchantJSON is a store Mini Program to add.
type newMerchantJSON struct {
	// State is approved (if it is left out) or reviewing.
	State    string `json:"state"`
	Nickname string `json:"nickname"`
	Intro    string `json:"intro"`
}

// secretJSON tells a secret, once.
type secretJSON struct {
	AppID  string `json:"appid"`
	Secret string `json:"secret"`
}

// accountList is the answer of GET /api/accounts.
type accountList struct {
	Accounts []accountJSON `json:"accounts"`
	// Next is the "after" of those that follow; absent if none do.
	Next string `json:"next,omitempty"`
}

// tokenList is the answer of GET /api/accounts/{app_id}/tokens.
type tokenList struct {
	// Tokens come newest first.
	Tokens []tokenJSON `json:"tokens"`
}

// tokenJSON is a token that works. The token itself is not known.
type tokenJSON struct {
	// Hash is the token's SHA-256.
	Hash string `json:"hash"`
	// Kind is classic, stable, or operator: one of the debugging tool.
	Kind      string    `json:"kind"`
	IssuedAt  time.Time `json:"issued_at"`
	ExpiresAt time.Time `json:"expires_at"`
	// SupersededAt is when it stops to work because of a later token; absent if
	// it does not.
	SupersededAt *time.Time `json:"superseded_at,omitempty"`
}

// quotaList is the answer of GET /api/accounts/{app_id}/quotas.
type quotaList struct {
	Quotas []quotaJSON `json:"quotas"`
}

// quotaJSON is what an account has used of an interface.
type quotaJSON struct {
	Interface string `json:"interface"`
	Daily     int    `json:"daily"`
	Used      int    `json:"used"`
	// PerMinute is 0 where minutes are not limited.
	PerMinute  int `json:"per_minute"`
	UsedMinute int `json:"used_minute"`
}

func (a accountsAPI) list(_ http.ResponseWriter, r *http.Request) (any, error) {
	values, limit, err := parseList(r.URL.RawQuery, "search", "after")
	if err != nil {
		return nil, err
	}
	found, next, err := a.accounts.List(r.Context(), store.AccountFilter{Search: values["search"], After: values["after"]}, limit)
	if err != nil {
		return nil, err
	}
	list := accountList{Accounts: make([]accountJSON, 0, len(found)), Next: next}
	for _, account := range found {
		list.Accounts = append(list.Accounts, toAccountJSON(account))
	}
	return list, nil
}

func (a accountsAPI) get(_ http.ResponseWriter, r *http.Request) (any, error) {
	account, err := a.accounts.Get(r.Context(), r.PathValue("app_id"))
	if err != nil {
		return nil, err
	}
	return toAccountJSON(account), nil
}

func (a accountsAPI) create(_ http.ResponseWriter, r *http.Request) (any, error) {
	var body newAccountJSON
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	var merchant *store.Merchant
	if m := body.Merchant; m != nil {
		merchant = &store.Merchant{State: store.MerchantState(m.State), Nickname: m.Nickname, Intro: m.Intro}
		if m.State == "" {
			merchant.State = store.MerchantApproved
		}
	}
	secret, err := a.accounts.Create(r.Context(), body.account(), merchant)
	if err != nil {
		return nil, err
	}
	return secretJSON{AppID: body.AppID, Secret: secret}, nil
}

func (a accountsAPI) put(_ http.ResponseWriter, r *http.Request) (any, error) {
	var body accountJSON
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	if appID := r.PathValue("app_id"); body.AppID == "" {
		body.AppID = appID
	} else if body.AppID != appID {
		return nil, bad("the app id of an account cannot be changed")
	}
	account := body.account()
	err := a.accounts.Put(r.Context(), account, body.Version)
	if errors.Is(err, store.ErrConflict) {
		current, err := a.accounts.Get(r.Context(), account.AppID)
		if err != nil {
			return nil, err
		}
		return nil, overtaken("account "+account.AppID, "GET /api/accounts/"+account.AppID, body.Version, toAccountJSON(account), toAccountJSON(current))
	}
	if err != nil {
		return nil, err
	}
	return toAccountJSON(account), nil
}

func (a accountsAPI) roll(_ http.ResponseWriter, r *http.Request) (any, error) {
	appID := r.PathValue("app_id")
	secret, err := a.accounts.RollSecret(r.Context(), appID)
	if err != nil {
		return nil, err
	}
	return secretJSON{AppID: appID, Secret: secret}, nil
}

func (a accountsAPI) tokens(_ http.ResponseWriter, r *http.Request) (any, error) {
	tokens, err := a.accounts.Tokens(r.Context(), r.PathValue("app_id"))
	if err != nil {
		return nil, err
	}
	list := tokenList{Tokens: make([]tokenJSON, 0, len(tokens))}
	for _, t := range tokens {
		j := tokenJSON{Hash: t.Hash.String(), Kind: t.Kind, IssuedAt: t.IssuedAt.UTC(), ExpiresAt: t.ExpiresAt.UTC()}
		if !t.SupersededAt.IsZero() {
			superseded := t.SupersededAt.UTC()
			j.SupersededAt = &superseded
		}
		list.Tokens = append(list.Tokens, j)
	}
	return list, nil
}

func (a accountsAPI) revoke(_ http.ResponseWriter, r *http.Request) (any, error) {
	hash, err := store.ParseHash(r.PathValue("hash"))
	if err != nil {
		return nil, bad("%v", err)
	}
	return nil, a.accounts.Revoke(r.Context(), r.PathValue("app_id"), hash)
}

func (a accountsAPI) used(_ http.ResponseWriter, r *http.Request) (any, error) {
	used, err := a.quotas.Used(r.Context(), r.PathValue("app_id"))
	if err != nil {
		return nil, err
	}
	list := quotaList{Quotas: make([]quotaJSON, 0, len(used))}
	for _, u := range used {
		list.Quotas = append(list.Quotas, quotaJSON(u))
	}
	return list, nil
}

func toAccountJSON(a store.Account) accountJSON {
	j := accountJSON{
		AppID: a.AppID, Name: a.Name, Kind: a.Kind, Individual: a.Individual, Irregular: a.Irregular,
		SecretFrozen: a.SecretFrozen, MessageURL: a.MessageURL, IPList: a.IPList, Quotas: a.Quotas,
		CategoryBarred: a.Policy.CategoryBarred, ForbiddenWords: a.Policy.ForbiddenWords, ModifyPerMonth: a.Policy.ModifyPerMonth,
		Version: a.Version(),
	}
	if j.IPList == nil {
		j.IPList = []string{}
	}
	if j.ForbiddenWords == nil {
		j.ForbiddenWords = []string{}
	}
	if j.Quotas == nil {
		j.Quotas = map[string]store.Quota{}
	}
	return j
}

// account is the account as the store has it. What it says is checked by the
// port.
func (j accountJSON) account() store.Account {
	if j.Kind == "" {
		j.Kind = "service"
	}
	return store.Account{
		AppID: j.AppID, Name: j.Name, Kind: j.Kind, Individual: j.Individual, Irregular: j.Irregular,
		SecretFrozen: j.SecretFrozen, MessageURL: j.MessageURL, IPList: j.IPList, Quotas: j.Quotas,
		Policy: store.Policy{CategoryBarred: j.CategoryBarred, ForbiddenWords: j.ForbiddenWords, ModifyPerMonth: j.ModifyPerMonth},
	}
}
