package weixin_test

import (
	"encoding/xml"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// TestEvents holds that each declared event is complete and has a golden in
// testdata/events, which says what every field does, is read into the types of
// this package, and is written by them byte for byte.
func TestEvents(t *testing.T) {
	seen := make(map[string]bool)
	for _, d := range weixin.Events() {
		if doc, err := url.Parse(d.Doc); d.Name == "" || seen[d.Name] || d.Title == "" || err != nil || doc.Host != "developers.weixin.qq.com" {
			t.Errorf("%s: stands twice or is incomplete: %+v", d.Name, d.Push)
		}
		seen[d.Name] = true
		for field := range d.Body.Fields() {
			if name, _, _ := strings.Cut(field.Tag.Get("xml"), ","); name == "" {
				t.Errorf("%s: %s has no name on the wire", d.Name, field.Name)
			}
		}
		golden, err := os.ReadFile(filepath.Join("testdata", "events", d.Name+".xml"))
		if err != nil {
			t.Error(err)
			continue
		}
		text := strings.TrimSuffix(string(golden), "\n")
		var body any
		var written []byte
		switch d.To {
		case weixin.ToComponent:
			var event weixin.ComponentEvent
			err = xml.Unmarshal(golden, &event)
			body = event.Body
			if err == nil {
				written, err = xml.Marshal(event)
			}
		case weixin.ToAccount:
			var event weixin.AccountEvent
			err = xml.Unmarshal(golden, &event)
			body = event.Body
			if err == nil {
				written, err = xml.Marshal(event)
			}
		}
		if err != nil || string(written) != text {
			t.Errorf("%s: written as\n%s, %v, want\n%s", d.Name, written, err, text)
		}
		if reflect.TypeOf(body) != d.Body {
			t.Errorf("%s: read as %T", d.Name, body)
			continue
		}
		for i := range d.Body.NumField() {
			if reflect.ValueOf(body).Field(i).IsZero() {
				t.Errorf("%s: the golden has no %s", d.Name, d.Body.Field(i).Name)
			}
		}
	}
}

// TestEventsOfOtherKinds reads what is not declared, and what is not XML.
func TestEventsOfOtherKinds(t *testing.T) {
	for text, want := range map[string]weixin.ComponentEvent{
		`<xml><InfoType>of_another_kind</InfoType><AppId>wx1</AppId><More><X>1</X></More></xml>`: {AppID: "wx1", InfoType: "of_another_kind"},
		`<other/>`: {},
		`<xml><CreateTime>7</CreateTime><InfoType>unauthorized</InfoType><AuthorizerAppid><![CDATA[a&b]]></AuthorizerAppid><New>1</New></xml>`: {
			CreateTime: 7, InfoType: "unauthorized", Body: weixin.UnauthorizedBody{AuthorizerAppID: "a&b"},
		},
	} {
		var got weixin.ComponentEvent
		if err := xml.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{``, `x`, `<xml>`, `<xml><CreateTime>soon</CreateTime></xml>`, `<xml><InfoType>authorized</InfoType><AuthorizationCodeExpiredTime>x</AuthorizationCodeExpiredTime></xml>`} {
		if got := (weixin.ComponentEvent{}); xml.Unmarshal([]byte(text), &got) == nil {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

// TestAccountEvent writes texts as CDATA and numbers bare, in the order of the
// fields.
func TestAccountEvent(t *testing.T) {
	type body struct {
		AuditID int64  `xml:"audit_id"`
		Status  int    `xml:"status"`
		Reason  string `xml:"reason"`
		Note    string `xml:"note,omitempty"`
	}
	event := weixin.Event[body]{Push: weixin.Push{Name: "some_audit_info", To: weixin.ToAccount}}
	pushed := event.ForAccount(time.Unix(7, 0), body{418233436, 3, "a<b]]>c", ""})
	pushed.ToUserName, pushed.FromUserName = "gh_1", "openid"
	text, err := xml.Marshal(pushed)
	const want = `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[openid]]></FromUserName><CreateTime>7</CreateTime>` +
		`<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[some_audit_info]]></Event>` +
		`<audit_id>418233436</audit_id><status>3</status><reason><![CDATA[a<b]]]]><![CDATA[>c]]></reason></xml>`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v, want\n%s", text, err, want)
	}
	var read weixin.AccountEvent
	if err := xml.Unmarshal(text, &read); err != nil || read.Event != event.Name || read.ToUserName != "gh_1" || read.CreateTime != 7 || read.Body != nil {
		t.Errorf("%+v, %v", read, err)
	}
}
