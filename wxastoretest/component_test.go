package wxastoretest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// post calls a page with a JSON body and decodes the answer.
func post[Req, Resp any](srv *wxastoretest.Server, page weixin.Interface[Req, Resp], token string, req Req) (resp Resp, err error) {
	body, err := json.Marshal(req)
	if err != nil {
		return resp, err
	}
	address := srv.URL + page.Path + "?access_token=" + url.QueryEscape(token)
	answer, err := srv.Client().Post(address, "application/json", strings.NewReader(string(body)))
	if err != nil {
		return resp, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return resp, errors.New(answer.Status)
	}
	var whole json.RawMessage
	if err := json.NewDecoder(answer.Body).Decode(&whole); err != nil {
		return resp, err
	}
	var status weixin.Status
	if err := errors.Join(json.Unmarshal(whole, &status), json.Unmarshal(whole, &resp)); err != nil {
		return resp, err
	}
	return resp, status.Err()
}

// own returns the platform's own token.
func own(srv *wxastoretest.Server, appID, secret string) string {
	answer, err := post(srv, weixin.GetComponentAccessToken, "", weixin.ComponentAccessTokenRequest{
		ComponentAppID: appID, ComponentAppSecret: secret, ComponentVerifyTicket: srv.PushTicket(appID),
	})
	if err != nil {
		fmt.Println(err)
	}
	return answer.ComponentAccessToken
}

// A third-party platform calls for an account until the account withdraws.
func ExampleServer_Authorize() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.AddComponent(wxastoretest.Component{AppID: "wxplatform", Secret: "secret"})

	granted, err := post(srv, weixin.GetAuthorizerRefreshToken, own(srv, "wxplatform", "secret"), weixin.AuthorizerRefreshTokenRequest{
		ComponentAppID: "wxplatform", AuthorizationCode: srv.Authorize("wxplatform", srv.AppID, 13),
	})
	fmt.Println(granted.AuthorizationInfo.Granted(), err)
	modify := func() {
		_, err := post(srv, weixin.ModifyMerchant, granted.AuthorizationInfo.AuthorizerAccessToken, weixin.ModifyMerchantRequest{Intro: "Open until ten"})
		if refused, ok := errors.AsType[*weixin.Error](err); ok {
			fmt.Println(refused.Code, refused.Text)
		} else {
			fmt.Println(err)
		}
	}
	modify()
	srv.Revoke("wxplatform", srv.AppID)
	modify()
	// Output:
	// [13] <nil>
	// <nil>
	// 61003 component is not authorized by this account
}

// TestComponentsOutliveARestart has refresh tokens, which are not kept, come
// out the same after a restart; and a changed password kill them.
func TestComponentsOutliveARestart(t *testing.T) {
	srv := wxastoretest.Run(t)
	srv.AddComponent(wxastoretest.Component{AppID: "wxplatform", Secret: "secret"})
	granted, err := post(srv, weixin.GetAuthorizerRefreshToken, own(srv, "wxplatform", "secret"), weixin.AuthorizerRefreshTokenRequest{
		ComponentAppID: "wxplatform", AuthorizationCode: srv.Authorize("wxplatform", srv.AppID, 8, 13),
	})
	if err != nil {
		t.Fatal(err)
	}
	refresh := weixin.AuthorizerAccessTokenRequest{
		ComponentAppID: "wxplatform", AuthorizerAppID: srv.AppID, AuthorizerRefreshToken: granted.AuthorizationInfo.AuthorizerRefreshToken,
	}
	srv.Restart()
	if _, err := post(srv, weixin.GetAuthorizerAccessToken, own(srv, "wxplatform", "secret"), refresh); err != nil {
		t.Errorf("after a restart: %v", err)
	}

	// A new secret leaves the tokens that were handed out as they are.
	srv.AddComponent(wxastoretest.Component{AppID: "wxplatform", Secret: "changed"})
	if _, err := post(srv, weixin.GetAuthorizerAccessToken, own(srv, "wxplatform", "changed"), refresh); err != nil {
		t.Errorf("after another secret: %v", err)
	}
	list, err := post(srv, weixin.GetAuthorizerList, own(srv, "wxplatform", "changed"), weixin.AuthorizerListRequest{ComponentAppID: "wxplatform", Count: 1})
	if err != nil || list.TotalCount != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	refresh.AuthorizerRefreshToken = list.List[0].RefreshToken
	if _, err := post(srv, weixin.GetAuthorizerAccessToken, own(srv, "wxplatform", "changed"), refresh); err != nil {
		t.Errorf("with the token of the list: %v", err)
	}

	srv.ChangePassword("wxplatform", srv.AppID)
	_, err = post(srv, weixin.GetAuthorizerAccessToken, own(srv, "wxplatform", "changed"), refresh)
	if answered, ok := errors.AsType[*weixin.Error](err); !ok || answered.Code != weixin.TokenException {
		t.Errorf("after the password changed: %v", err)
	}
}
