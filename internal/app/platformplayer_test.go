package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/storetest"
	"github.com/wxastore/wxastore/weixin"
)

// lever moves the service before a request, as a directive says:
//
//	#ticket NAME COMPONENT              keeps a new ticket as $NAME
//	#authorize NAME COMPONENT ACCOUNT 8 13   grants sets and keeps the code as $NAME
//	#own NAME COMPONENT                 keeps the platform's own token as $NAME
//	#for NAME COMPONENT ACCOUNT         keeps one with which it calls for an account
//	#grantnone COMPONENT ACCOUNT        authorizes without any set, as nobody can in a browser
//	#withdraw COMPONENT ACCOUNT         ends an authorization
//	#password COMPONENT ACCOUNT         changes the account's password
//	#seed {…}                           applies a seed
func (p *player) lever(t *testing.T, name string, args []string) error {
	t.Helper()
	var err error
	switch name {
	case "ticket":
		p.vars[args[0]], err = p.service.PushTicket(t.Context(), args[1])
		logged.used(p.vars[args[0]])
	case "authorize":
		p.vars[args[0]], err = p.service.Authorize(t.Context(), args[1], args[2], numbers(t, args[3:]))
		logged.used(p.vars[args[0]])
	case "own":
		p.vars[args[0]] = p.platformToken(t, args[1])
	case "for":
		p.vars[args[0]] = p.authorizerToken(t, args[1], args[2])
	case "grantnone":
		err = p.seedSets(t, args[0], args[1], nil)
	case "withdraw":
		err = p.service.Withdraw(t.Context(), args[0], args[1])
	case "password":
		err = p.service.ChangePassword(t.Context(), args[0], args[1])
	case "seed":
		_, err = p.service.Loader().Text(t.Context(), strings.Join(args, " "))
	default:
		err = errors.New("there is no such lever")
	}
	return err
}

// pull pulls a lever.
func (p *player) pull(t *testing.T, name string, args ...string) {
	t.Helper()
	if err := p.lever(t, name, args); err != nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
}

// seedSets declares that an account granted a platform sets, which may be none.
func (p *player) seedSets(t *testing.T, component, account string, sets []int) error {
	t.Helper()
	_, err := storetest.With(p.service.store).SeedAuthorizations(t.Context(), []store.Authorization{{
		AppID: account, Component: component, State: store.AuthorizationGranted, PermissionSets: sets,
		Salt: []byte(account), RefreshHash: store.RefreshSeeded(),
	}})
	return err
}

func numbers(t *testing.T, texts []string) []int {
	t.Helper()
	var list []int
	for _, text := range texts {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, n)
	}
	return list
}

// post sends a JSON body that must succeed and returns a field of the answer.
func (p *player) post(t *testing.T, path, token, body, field string) string {
	t.Helper()
	if token != "" {
		path += "?access_token=" + url.QueryEscape(token)
	}
	raw := p.exchange(t, "POST", path, nil, []byte(body), false)
	var answer map[string]any
	if err := json.Unmarshal([]byte(raw.Body), &answer); err != nil || replay.Field(answer, field) == nil {
		t.Fatalf("%s: %s", path, raw.Body)
	}
	value := fmt.Sprint(replay.Field(answer, field))
	logged.used(value)
	return value
}

// platformToken fetches the own token of a seeded platform.
func (p *player) platformToken(t *testing.T, component string) string {
	t.Helper()
	ticket, err := p.service.PushTicket(t.Context(), component)
	if err != nil {
		t.Fatal(err)
	}
	secret := secretOf(component)
	logged.used(secret)
	logged.used(ticket)
	return p.post(t, weixin.GetComponentAccessToken.Path, "",
		fmt.Sprintf(`{"component_appid":%q,"component_appsecret":%q,"component_verify_ticket":%q}`, component, secret, ticket), "component_access_token")
}

// authorizerToken fetches a token with which a platform calls for an account.
func (p *player) authorizerToken(t *testing.T, component, account string) string {
	t.Helper()
	own := p.platformToken(t, component)
	list := p.exchange(t, "POST", weixin.GetAuthorizerList.Path+"?access_token="+own, nil,
		fmt.Appendf(nil, `{"component_appid":%q,"offset":0,"count":500}`, component), false)
	var answer weixin.AuthorizerListResponse
	if err := json.Unmarshal([]byte(list.Body), &answer); err != nil {
		t.Fatal(err)
	}
	for _, a := range answer.List {
		if a.AuthorizerAppID == account && a.RefreshToken == "" {
			return p.exchanged(t, own, component, account)
		}
		if a.AuthorizerAppID == account {
			return p.post(t, weixin.GetAuthorizerAccessToken.Path, own,
				fmt.Sprintf(`{"component_appid":%q,"authorizer_appid":%q,"authorizer_refresh_token":%q}`, component, account, a.RefreshToken), "authorizer_access_token")
		}
	}
	t.Fatalf("%s does not authorize %s: %s", account, component, list.Body)
	return ""
}

// exchanged lets an account authorize a platform again as it did and exchanges
// the code.
func (p *player) exchanged(t *testing.T, own, component, account string) string {
	t.Helper()
	granted, err := p.service.store.Authorization(t.Context(), account, component)
	if err != nil {
		t.Fatal(err)
	}
	code, err := p.service.Authorize(t.Context(), component, account, granted.PermissionSets)
	if err != nil {
		t.Fatal(err)
	}
	logged.used(code)
	return p.post(t, weixin.GetAuthorizerRefreshToken.Path, own,
		fmt.Sprintf(`{"component_appid":%q,"authorization_code":%q}`, component, code), "authorization_info.authorizer_access_token")
}
