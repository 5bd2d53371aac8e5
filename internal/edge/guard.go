package edge

import (
	"context"
	"fmt"
	"net/http"

	"github.com/wxastore/wxastore/weixin"
)

// guard lets a request through to its route, or refuses it: credential, then
// method, then the caller's kind and standing, then its quota.
//
//fidelity:observed all order | the token comes before the body | probe
//fidelity:choice all order | path, token, kind of token, method, address or permission set, kind of account, its standing, quota, body, rule; without a token: path, method, body, secret, quota, rule
//fidelity:official all third-party-quota | a call by a third-party platform is counted as the account's own | API call limits
func (a *API) guard(ctx context.Context, r *http.Request, page *weixin.Page, call *Call) error {
	if page.Credential.Bearer() {
		if err := a.bearer(ctx, page, call); err != nil {
			return err
		}
	}
	if err := checkMethod(r.Method, page); err != nil {
		return err
	}
	if !page.Credential.Bearer() {
		return nil
	}
	if err := admit(page, call); err != nil {
		return err
	}
	return a.quotas.Spend(ctx, call.Caller.AppID, *page, call.At)
}

// bearer finds the caller of the call's token, and checks that the page takes
// tokens of its kind.
//
//fidelity:inferred all cloud-call | `cloudbase_access_token` without `access_token`: 41001 | pages on cloud calls
func (a *API) bearer(ctx context.Context, page *weixin.Page, call *Call) (err error) {
	component := page.Credential == weixin.ComponentToken
	token := call.query.get("access_token")
	if token == "" && component {
		token = call.query.get("component_access_token")
	}
	if token == "" {
		return Refuse(weixin.AccessTokenMissing, "no access_token in the query")
	}
	if call.Caller, err = a.callers.Caller(ctx, token, call.Remote, call.At); err != nil {
		return err
	}
	switch own := call.Caller.Kind == weixin.ThirdParty; {
	case component && !own:
		return Refuse(weixin.NeedsComponentToken, "the token is that of account %s, not a platform's own", call.Caller.AppID)
	case own && !page.Callers.Has(weixin.ThirdParty):
		return Refuse(weixin.NeedsAccountToken, "the token is the own one of platform %s", call.Caller.AppID)
	}
	return nil
}

// admit holds the caller to what the page says of who may call.
func admit(page *weixin.Page, call *Call) error {
	caller := call.Caller
	if caller.Unlisted {
		refusal := Refuse(weixin.AddressNotRegistered, "%s is not on the list of %s", call.Remote, caller.AppID)
		refusal.Text = weixin.AddressNotRegisteredText(call.Remote)
		return refusal
	}
	if caller.Component != "" && !page.OpenTo(caller.Granted) {
		return Refuse(weixin.NotGranted, "%s granted %s the sets %v, and %s needs %s",
			caller.AppID, caller.Component, caller.Granted, page.Name, needed(page))
	}
	if !page.Callers.Has(caller.Kind) {
		return Refuse(weixin.APIUnauthorized, "accounts of kind %s may not call %s", caller.Kind, page.Name)
	}
	if page.NonIndividual && caller.Individual {
		return Refuse(weixin.APIUnauthorized, "accounts of natural persons may not call %s", page.Name)
	}
	if caller.Irregular {
		return Refuse(weixin.APIForbidden, "account %s is barred for irregularities", caller.AppID)
	}
	return nil
}

// needed says which permission sets open a page.
func needed(page *weixin.Page) string {
	if page.AnyPermissionSet {
		return "any one"
	}
	return fmt.Sprintf("one of %v", page.PermissionSets)
}

//fidelity:choice all head | HEAD is answered as GET
func checkMethod(got string, page *weixin.Page) error {
	if page.Methods.Has(got) || got == http.MethodHead && page.Methods.Has(http.MethodGet) {
		return nil
	}
	if page.Method() == http.MethodGet {
		return Refuse(weixin.RequireGET, "the method was %.20q", got)
	}
	return Refuse(weixin.RequirePOST, "the method was %.20q", got)
}
