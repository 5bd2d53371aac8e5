package app_test

import (
	"encoding/json"
	"net/textproto"
	"net/url"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// otherKind is what each interface that proves the caller by a secret answers to
// the app id of the other kind with its right secret: a platform's where an
// account's belongs, and an account's where a platform's does.
var otherKind = map[string]weixin.Code{
	"getaccesstoken":                 weixin.ComponentAppID,
	"getstableaccesstoken":           weixin.ComponentAppID,
	"clearquotabyappsecret":          weixin.InvalidAppID,
	"startpushticket":                weixin.InvalidComponent,
	"getcomponentaccesstoken":        weixin.InvalidComponent,
	"clearcomponentquotabyappsecret": weixin.InvalidComponent,
}

// TestAppIDOfTheOtherKind walks all interfaces that prove the caller by a
// secret.
func TestAppIDOfTheOtherKind(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, start(t, guardSeed(t)), &pairs{set: make(map[string]bool)})
	for _, d := range weixin.Declarations() {
		if d.Credential != weixin.AppSecret {
			continue
		}
		want, listed := otherKind[d.Name]
		if !listed {
			t.Errorf("%s: nothing says what it answers to an app id of the other kind", d.Name)
			continue
		}
		appID := "wxplainplatform"
		if d.Callers == weixin.ThirdParty {
			appID = "wxplain"
		}
		query, body := url.Values{}, map[string]string{}
		for _, param := range d.Params() {
			value := map[string]string{"grant_type": weixin.GrantClientCredential, "appid": appID, "component_appid": appID}[param.Name]
			if value == "" && param.Required {
				value = secretOf(appID)
			}
			if param.In == "query" {
				query.Set(param.Name, value)
			} else if value != "" && param.Required {
				body[param.Name] = value
			}
		}
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		raw := p.exchange(t, d.Method(), d.Path+"?"+query.Encode(), textproto.MIMEHeader{}, text, false)
		var answer weixin.Status
		if err := json.Unmarshal([]byte(raw.Body), &answer); err != nil {
			t.Fatal(err)
		}
		if answerText, _ := weixin.SplitMessage(answer.ErrMsg); answer.ErrCode != want || answerText != want.Text() {
			t.Errorf("%s: %s, want %d %s", d.Name, raw.Body, want, want.Text())
		}
	}
}
