package client_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

// What a service answers where JSON belongs is quoted in the error, without the
// credentials that it holds, in whatever form they are.
func TestQuotedAnswersTellNoCredentials(t *testing.T) {
	const value = "Zm9vYmFy-value_0123"
	names := []string{
		"access_token", "component_access_token", "authorizer_access_token", "authorizer_refresh_token", "refresh_token",
		"secret", "appsecret", "component_appsecret", "component_verify_ticket", "authorization_code", "auth_code", "pre_auth_code",
		"ComponentVerifyTicket", "AuthorizationCode", "PreAuthCode", "encoding_aes_key", "EncodingAESKey", "password",
	}
	forms := map[string]string{
		"JSON":              `{"%s": "%s"}`,
		"JSON in JSON":      `"{\"%s\":\"%s\"}"`,
		"single quotes":     `{'%s': '%s'}`,
		"address":           `GET /x?%s=%s&y=1 failed`,
		"end of an address": `see http://h/x?a=b&%s=%s`,
		"escaped address":   `redirect=http%%3A%%2F%%2Fh%%3F%s%%3D%s`,
		"form":              `%s=%s`,
		"prose":             `your %s: %s`,
		"XML":               `<xml><%[1]s>%[2]s</%[1]s></xml>`,
		"CDATA":             `<xml><%[1]s><![CDATA[%[2]s]]></%[1]s></xml>`,
	}
	shapes := []string{
		"56_" + strings.Repeat("aZ-_", 30), "refreshtoken@@@" + value, "ticket@@@" + value, "queryauthcode@@@" + value, "preauthcode@@@" + value,
	}
	s := scripted.Run(t)
	c := s.Client(t, client.WithTokenSource(client.StaticToken("0987")))
	check := func(what, body, hidden string) {
		t.Helper()
		for _, answer := range []http.HandlerFunc{
			scripted.Body(502, "text/html", "<p>"+body), scripted.Body(200, "text/plain", "- "+body),
			func(w http.ResponseWriter, _ *http.Request) {
				scripted.WriteJSON(w, weixin.Status{ErrCode: weixin.SystemError, ErrMsg: body})
			},
		} {
			s.On(weixin.ModifyMerchant.Page, answer)
			err := c.ModifyMerchant(t.Context(), change)
			if err == nil || !strings.Contains(err.Error(), "[redacted]") {
				t.Errorf("%s: got %v", what, err)
			}
			wantSaysNone(t, what, err, hidden)
		}
	}
	for form, format := range forms {
		for _, name := range names {
			check(form+" "+name, fmt.Sprintf(format, name, value), value)
		}
	}
	for _, shape := range shapes {
		check(shape, "nothing is known of "+shape+" here", shape)
	}
}
