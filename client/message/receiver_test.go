package message_test

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/message"
	"github.com/wxastore/wxastore/msgcrypt"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

const (
	appID      = "wx0123456789abcdef"
	platformID = "wxc0123456789abcdef"
	token      = "signsMessages"
	key        = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	otherKey   = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
)

// inbox is what a receiver was handed.
type inbox chan message.Event

func (i inbox) put(_ context.Context, e message.Event) error { i <- e; return nil }

// next returns what comes next.
func (i inbox) next(t *testing.T) message.Event {
	t.Helper()
	select {
	case e := <-i:
		return e
	case <-t.Context().Done():
	case <-time.After(time.Minute):
	}
	t.Fatal("no event comes")
	return message.Event{}
}

// listen serves a handler until the test ends.
func listen(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// TestModes receives what the service pushes to an account, in each mode.
func TestModes(t *testing.T) {
	for mode, ownKey := range map[string]string{"plain": "", "compat": key, "safe": key} {
		t.Run(mode, func(t *testing.T) {
			got := make(inbox, 10)
			r, err := message.NewReceiver(message.Config{AppID: appID, Token: token, EncodingAESKey: ownKey, OnEvent: got.put})
			if err != nil {
				t.Fatal(err)
			}
			service := wxastoretest.Run(t)
			service.AddAccount(wxastoretest.Account{
				AppID: appID, Secret: "s", OriginalID: "gh_1", MessageURL: listen(t, r), MessageToken: token, EncodingAESKey: ownKey, MessageMode: mode,
			})
			service.PushTestEvent(appID)
			e := got.next(t)
			if body, ok := e.Body.(weixin.DebugDemoBody); !ok || body.DebugStr != "hello world" || e.AppID != appID || e.ToUserName != "gh_1" {
				t.Errorf("%+v", e)
			}
		})
	}
}

// TestPlatform receives an account's events as the platform that it authorized, and
// no more once it has withdrawn.
func TestPlatform(t *testing.T) {
	own, got := make(inbox, 10), make(inbox, 10)
	ownReceiver, err := message.NewReceiver(message.Config{AppID: appID, Token: token, OnEvent: own.put})
	if err != nil {
		t.Fatal(err)
	}
	platform, err := component.New(component.Config{AppID: platformID, Secret: "s", Token: token, EncodingAESKey: key})
	if err != nil {
		t.Fatal(err)
	}
	r, err := platform.Messages(func(r *http.Request) string { return r.PathValue("appid") }, got.put)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/messages/{appid}", r)
	service := wxastoretest.Run(t)
	service.AddAccount(wxastoretest.Account{AppID: appID, Secret: "s", MessageURL: listen(t, ownReceiver), MessageToken: token})
	service.AddComponent(wxastoretest.Component{
		AppID: platformID, Secret: "s", Token: token, EncodingAESKey: key, MessageURL: listen(t, mux) + "/messages/$APPID$",
	})
	service.Authorize(platformID, appID, 8) // cards alone bring no messages
	service.PushTestEvent(appID)
	own.next(t)
	service.Authorize(platformID, appID, 8, 13)
	service.PushTestEvent(appID)
	if e := got.next(t); e.AppID != appID || e.Event != "debug_demo" {
		t.Errorf("%+v", e)
	}
	service.Revoke(platformID, appID)
	service.Advance(time.Minute) // an event of the same second that says the same is the same
	service.PushTestEvent(appID)
	own.next(t)
	if len(own) > 0 || len(got) > 0 {
		t.Errorf("%d more to the account, %d to the platform", len(own), len(got))
	}
}

// pushed is a push as a test makes it.
type pushed struct {
	method string
	query  url.Values
	body   string
}

// plain signs an event without a key.
func plain(event string, at time.Time) pushed {
	stamp, nonce := strconv.FormatInt(at.Unix(), 10), "415670741"
	return pushed{http.MethodPost, url.Values{"timestamp": {stamp}, "nonce": {nonce}, "signature": {msgcrypt.Sign(token, stamp, nonce)}, "openid": {"o"}}, event}
}

// sealed encrypts an event.
func sealed(t *testing.T, event, ofApp, withKey string, at time.Time) pushed {
	t.Helper()
	cipher, err := msgcrypt.New(ofApp, token, withKey)
	if err != nil {
		t.Fatal(err)
	}
	p := plain(event, at)
	e, err := cipher.Seal([]byte(event), p.query.Get("timestamp"), p.query.Get("nonce"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := e.ForAccount("gh_1")
	if err != nil {
		t.Fatal(err)
	}
	p.query.Set("msg_signature", e.MsgSignature)
	p.body = string(body)
	return p
}

// send makes a push and returns its answer.
func send(t *testing.T, address string, p pushed) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), p.method, address+"?"+p.query.Encode(), strings.NewReader(p.body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// demo is a test event that was made at a time.
func demo(t *testing.T, at time.Time, text string) string {
	t.Helper()
	e := weixin.EventDebugDemo.ForAccount(at, weixin.DebugDemoBody{DebugStr: text})
	e.ToUserName, e.FromUserName = "gh_1", "openid"
	out, err := xml.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestRefusals pushes what no receiver may take.
func TestRefusals(t *testing.T) {
	now := time.Unix(1714112445, 0)
	got := make(inbox, 10)
	receiver := func(ownKey, previous string) string {
		r, err := message.NewReceiver(message.Config{
			AppID: appID, Token: token, EncodingAESKey: ownKey, PreviousEncodingAESKey: previous, OnEvent: got.put, Now: func() time.Time { return now },
		})
		if err != nil {
			t.Fatal(err)
		}
		return listen(t, r)
	}
	event := demo(t, now, "hello")
	with := func(p pushed, name, value string) pushed { p.query.Set(name, value); return p }
	safe, open := receiver(key, otherKey), receiver("", "")
	for name, c := range map[string]struct {
		to     string
		p      pushed
		status int
	}{
		"plain":                     {open, plain(event, now), 200},
		"the key before":            {safe, sealed(t, demo(t, now, "before"), appID, otherKey, now), 200},
		"signed wrongly":            {open, with(plain(event, now), "signature", "0"), 403},
		"an old one":                {open, plain(event, now.Add(-time.Hour)), 403},
		"not signed":                {open, with(plain(event, now), "signature", ""), 400},
		"not XML":                   {open, plain("hello", now), 400},
		"another method":            {open, pushed{http.MethodPut, plain(event, now).query, event}, 405},
		"plain to a safe receiver":  {safe, plain(event, now), 400},
		"plain, with a signature":   {safe, with(plain(event, now), "msg_signature", plain(event, now).query.Get("signature")), 400},
		"for another account":       {safe, sealed(t, event, "wx2", key, now), 400},
		"with another key":          {safe, sealed(t, event, appID, strings.Repeat("A", 43), now), 400},
		"encrypted, signed wrongly": {safe, with(sealed(t, event, appID, key, now), "msg_signature", "0"), 403},
	} {
		if status, _ := send(t, c.to, c.p); status != c.status {
			t.Errorf("%s: %d, want %d", name, status, c.status)
		}
	}
	if len(got) != 2 {
		t.Errorf("%d events were handed on", len(got))
	}
}

// TestCheck answers a check of the URL, of which the published example is one.
func TestCheck(t *testing.T) {
	r, err := message.NewReceiver(message.Config{AppID: appID, Token: "AAAAA", OnEvent: make(inbox).put, Now: func() time.Time { return time.Unix(1714036504, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	address := listen(t, r)
	query := url.Values{
		"signature": {"f464b24fc39322e44b38aa78f5edd27bd1441696"}, "timestamp": {"1714036504"}, "nonce": {"1514711492"}, "echostr": {"4375120948345356249"},
	}
	if status, answer := send(t, address, pushed{method: http.MethodGet, query: query}); status != 200 || answer != "4375120948345356249" {
		t.Errorf("%d %q", status, answer)
	}
	for name, value := range map[string]string{"signature": "f464", "echostr": "", "timestamp": "1714036505"} {
		changed := url.Values{name: {value}}
		for other, values := range query {
			if other != name {
				changed[other] = values
			}
		}
		if status, answer := send(t, address, pushed{method: http.MethodGet, query: changed}); status < 400 || strings.Contains(answer, "4375120948345356249") {
			t.Errorf("with another %s: %d %q", name, status, answer)
		}
	}
}

// TestAgain pushes an event again: with another timestamp it is the same, with
// another text it is not. One that was not handled is handed on again.
func TestAgain(t *testing.T) {
	now := time.Now()
	var handed []string
	fail := true
	r, err := message.NewReceiver(message.Config{AppID: appID, Token: token, OnEvent: func(_ context.Context, e message.Event) error {
		body, _ := e.Body.(weixin.DebugDemoBody)
		handed = append(handed, body.DebugStr)
		if fail {
			fail = false
			return errors.New("not now")
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	address := listen(t, r)
	for i, c := range []struct {
		text   string
		at     time.Time
		status int
	}{{"a", now, 500}, {"a", now, 200}, {"a", now.Add(5 * time.Second), 200}, {"b", now, 200}, {"a", now, 200}} {
		if status, _ := send(t, address, plain(demo(t, now, c.text), c.at)); status != c.status {
			t.Errorf("push %d: %d, want %d", i, status, c.status)
		}
	}
	if strings.Join(handed, " ") != "a a b" {
		t.Errorf("handed on: %v", handed)
	}
}
