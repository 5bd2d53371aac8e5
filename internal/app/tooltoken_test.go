package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/seed"
)

// TestToolTokens sends with each token that the debugging tool can make, as accounts and
// as platforms, and looks at what was answered, what the journal tells of it, and that the
// tokens of others go on.
func TestToolTokens(t *testing.T) {
	t.Parallel()
	const platforms = `
accounts:
  - {appid: wxshop, secret: secret-of-wxshop, kind: service, merchant: {nickname: shop, state: approved}}
components:
  - {appid: wxplat, secret: secret-of-wxplat, name: platform, permission_sets: [8, 11, 13]}
  - {appid: wxother, secret: secret-of-wxother, name: other, permission_sets: [11]}
authorizations:
  - {component: wxplat, appid: wxshop, permission_sets: [8, 13]}
  - {component: wxother, appid: wxshop, permission_sets: [11]}
`
	s := startOn(t, onSQLite(nil), "", func(c *app.Config) { c.ConsoleToken = operatorToken })
	operated[any](t, s, "POST /api/seed", platforms)
	own, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	logged.used(own)
	send := func(fields string) api.Sent {
		t.Helper()
		return operated[api.Sent](t, s, "POST /api/send", `{"interface":"modifywxastore","appid":"wxshop","body":"{\"intro\":\"new\"}"`+fields+`}`)
	}
	for fields, want := range map[string]int{
		``:                       0,
		`,"token":"expired"`:     42001,
		`,"token":"invalid"`:     40001,
		`,"token":"empty"`:       41001,
		`,"component":"wxplat"`:  0,
		`,"component":"wxother"`: 61007,
		`,"component":"wxplat","token":"expired"`:        42001,
		`,"token_of":"` + seed.DemoAppID + `"`:           0,
		`,"token_of":"wxplat"`:                           61015,
		`,"query":{"access_token":"typed by a person"}`:  40001,
		`,"component":"wxplat","token_of":"wxshop"`:      0,
		`,"query":{"access_token":"` + own + `","x":""}`: 0,
	} {
		sent := send(fields)
		if int(sent.Code) != want {
			t.Errorf("%s: %d (%s), want %d", fields, sent.Code, sent.Reason, want)
		}
		call := operated[api.Call](t, s, "GET /api/calls/"+sent.RID, "")
		made, ok := api.ParseToolAgent(call.UserAgent)
		if !ok || !strings.Contains(fields, `"component":"`+made.Component+`"`) && made.Component != "" || made.Proof != "" && !strings.Contains(fields, made.Proof) {
			t.Errorf("%s: the journal has %q", fields, call.UserAgent)
		}
	}
	for fields, want := range map[string]string{
		`,"token":"old"`:                                `token \"old\"`,
		`,"component":"wxnone"`:                         "does not authorize",
		`,"component":"a b"`:                            "there is no platform",
		`,"token_of":"wxnone"`:                          "there is no account",
		`,"pictures":{"intro":{}}`:                      "takes a picture",
		`,"pictures":{"headimg_mediaid":{}},"body":"x"`: "JSON object",
	} {
		status, answer := operateAs(t, s, "POST /api/send", `{"interface":"modifywxastore","appid":"wxshop"`+fields+`}`, nil)
		if status != 400 || !strings.Contains(answer, want) {
			t.Errorf("%s: %d %s", fields, status, answer)
		}
	}
	granted := operated[api.GrantList](t, s, "GET /api/accounts/wxshop/authorizations", "")
	if got := granted.Authorizations; len(got) != 2 || got[1].Component != "wxplat" || got[1].Name != "platform" || fmt.Sprint(got[1].PermissionSets) != "[8 13]" {
		t.Errorf("granted: %+v", granted)
	}
	if answer := s.call(t, "POST", "/wxa/modify_merchant?access_token="+own, `{"intro":"mine"}`); !strings.Contains(answer, `"errcode":0`) {
		t.Errorf("the account's own token afterwards: %s", answer)
	}
	// The platform's token of a withdrawn authorization is refused as its own would be.
	if status, answer := operateAs(t, s, "DELETE /api/components/wxplat/authorizations/wxshop", "", nil); status != 204 {
		t.Fatal(status, answer)
	}
	if sent := send(`,"component":"wxplat"`); sent.Code != 61003 {
		t.Errorf("after the withdrawal: %d", sent.Code)
	}
}

// TestToolPictures sends a call with a picture: one step after the other, the call only if
// the picture was taken.
func TestToolPictures(t *testing.T) {
	t.Parallel()
	s := startOn(t, onSQLite(nil), "", func(c *app.Config) { c.ConsoleToken = operatorToken })
	var file bytes.Buffer
	if err := encodePNG(&file); err != nil {
		t.Fatal(err)
	}
	send := func(content []byte) api.Sent {
		t.Helper()
		body, err := json.Marshal(api.Request{
			Interface: "modifywxastore", AppID: seed.DemoAppID, Body: `{"intro":"a < b"}`,
			Pictures: map[string]*api.UploadFile{"headimg_mediaid": {Name: "cup.png", ContentType: "image/png", Content: content}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return operated[api.Sent](t, s, "POST /api/send", string(body))
	}
	sent := send(file.Bytes())
	if sent.Code != 0 || sent.Skipped || len(sent.Uploads) != 1 || sent.Uploads[0].Code != 0 {
		t.Fatalf("%+v", sent)
	}
	call := operated[api.Call](t, s, "GET /api/calls/"+sent.RID, "")
	upload := operated[api.Call](t, s, "GET /api/calls/"+sent.Uploads[0].RID, "")
	if made, _ := api.ParseToolAgent(call.UserAgent); len(made.After) != 1 || made.After[0] != upload.RID || !strings.Contains(call.Request, `"intro":"a < b"`) {
		t.Errorf("the call is %+v", call)
	}
	if made, _ := api.ParseToolAgent(upload.UserAgent); made.For != "modifywxastore" {
		t.Errorf("the upload is %+v", upload)
	}
	refused := send([]byte("no picture"))
	if !refused.Skipped || refused.RID != "" || len(refused.Uploads) != 1 || refused.Uploads[0].Code != 40005 {
		t.Errorf("a picture that is none: %+v", refused)
	}
	if calls := operated[api.CallList](t, s, "GET /api/calls?interface=modifywxastore", "").Calls; len(calls) != 1 {
		t.Errorf("%d calls were made", len(calls))
	}
}
