package edge

import (
	"context"
	"net/http"

	"github.com/wxastore/wxastore/weixin"
)

// guard lets a request through to its route, or refuses it: credential, then
// method, then the caller's kind and standing, then its quota.
//
//fidelity:observed all order | the token comes before the body | probe
//fidelity:choice all order | path, token, method, kind of account, its standing, quota, body, rule; without a token: path, method, body, secret, quota, rule
//fidelity:inferred all cloud-call | `cloudbase_access_token` without `access_token`: 41001 | pages on cloud calls
func (a *API) guard(ctx context.Context, r *http.Request, page weixin.Page, call *Call) error {
	if page.Credential == weixin.AccessToken {
		token := call.query.get("access_token")
		if token == "" {
			return Refuse(weixin.AccessTokenMissing, "no access_token in the query")
		}
		caller, err := a.callers.Caller(ctx, token, call.At)
		if err != nil {
			return err
		}
		call.Caller = caller
	}
	if err := checkMethod(r.Method, page.Method); err != nil {
		return err
	}
	if page.Credential != weixin.AccessToken {
		return nil
	}
	if !page.Callers.Has(call.Caller.Kind) {
		return Refuse(weixin.APIUnauthorized, "accounts of kind %s may not call %s", call.Caller.Kind, page.Name)
	}
	if page.NonIndividual && call.Caller.Individual {
		return Refuse(weixin.APIUnauthorized, "accounts of natural persons may not call %s", page.Name)
	}
	if call.Caller.Irregular {
		return Refuse(weixin.APIForbidden, "account %s is barred for irregularities", call.Caller.AppID)
	}
	return a.quotas.Spend(ctx, call.Caller.AppID, page, call.At)
}

//fidelity:choice all head | HEAD is answered as GET
func checkMethod(got, want string) error {
	if got == want || want == http.MethodGet && got == http.MethodHead {
		return nil
	}
	if want == http.MethodGet {
		return Refuse(weixin.RequireGET, "the method was %.20q", got)
	}
	return Refuse(weixin.RequirePOST, "the method was %.20q", got)
}
