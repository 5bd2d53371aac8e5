package wxastoretest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
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
func own(srv *wxastoretest.Server, secret string) string {
	const appID = "wxplatform"
	answer, err := post(srv, weixin.GetComponentAccessToken, "", weixin.ComponentAccessTokenRequest{
		ComponentAppID: appID, ComponentAppSecret: secret, ComponentVerifyTicket: srv.PushTicket(appID),
	})
	if err != nil {
		fmt.Println(err)
	}
	return answer.ComponentAccessToken
}

// TestComponentsOutliveARestart has refresh tokens, which are not kept, come
// out the same after a restart; and a changed password kill them.
func TestComponentsOutliveARestart(t *testing.T) {
	srv := wxastoretest.Run(t)
	srv.AddComponent(wxastoretest.Component{AppID: "wxplatform", Secret: "secret"})
	granted, err := post(srv, weixin.GetAuthorizerRefreshToken, own(srv, "secret"), weixin.AuthorizerRefreshTokenRequest{
		ComponentAppID: "wxplatform", AuthorizationCode: srv.Authorize("wxplatform", srv.AppID, 8, 13),
	})
	if err != nil {
		t.Fatal(err)
	}
	refresh := weixin.AuthorizerAccessTokenRequest{
		ComponentAppID: "wxplatform", AuthorizerAppID: srv.AppID, AuthorizerRefreshToken: granted.AuthorizationInfo.AuthorizerRefreshToken,
	}
	srv.Restart()
	if _, err := post(srv, weixin.GetAuthorizerAccessToken, own(srv, "secret"), refresh); err != nil {
		t.Errorf("after a restart: %v", err)
	}

	// A new secret leaves the tokens that were handed out as they are.
	srv.AddComponent(wxastoretest.Component{AppID: "wxplatform", Secret: "changed"})
	if _, err := post(srv, weixin.GetAuthorizerAccessToken, own(srv, "changed"), refresh); err != nil {
		t.Errorf("after another secret: %v", err)
	}
	list, err := post(srv, weixin.GetAuthorizerList, own(srv, "changed"), weixin.AuthorizerListRequest{ComponentAppID: "wxplatform", Count: 1})
	if err != nil || list.TotalCount != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	refresh.AuthorizerRefreshToken = list.List[0].RefreshToken
	if _, err := post(srv, weixin.GetAuthorizerAccessToken, own(srv, "changed"), refresh); err != nil {
		t.Errorf("with the token of the list: %v", err)
	}

	srv.ChangePassword("wxplatform", srv.AppID)
	_, err = post(srv, weixin.GetAuthorizerAccessToken, own(srv, "changed"), refresh)
	if answered, ok := errors.AsType[*weixin.Error](err); !ok || answered.Code != weixin.TokenException {
		t.Errorf("after the password changed: %v", err)
	}
}

// TestPushesAreNoCalls has a ticket pushed, twice in vain, and wants the calls
// of the test to be those that were made to the service.
func TestPushesAreNoCalls(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	attempts := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		attempt := r.Header.Get("X-Wxastore-Event-Attempt")
		if attempts <- attempt; attempt == "3" {
			fmt.Fprint(w, "success")
		}
	}))
	t.Cleanup(receiver.Close)
	srv.AddComponent(wxastoretest.Component{
		AppID: "wxplatform", Secret: "secret", EventURL: receiver.URL,
		Token: "signs", EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
	})
	own(srv, "secret")
	for <-attempts != "3" {
	}
	srv.CheckCalls(t, weixin.GetComponentAccessToken.Name, 1)
	if calls := srv.Calls(); len(calls) != 1 {
		t.Errorf("calls: %v", calls)
	}
}
