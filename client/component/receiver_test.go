package component_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/msgcrypt"
	"github.com/wxastore/wxastore/weixin"
)

const (
	platformID  = "wxc0123456789abcdef"
	platformKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	signToken   = "signs-events"
)

// push is one request to a receiver, as Weixin makes it.
type push struct {
	method, signature, stamp, nonce, body string
}

// pushOf seals an event as it is pushed at a time.
func pushOf(t testing.TB, c *msgcrypt.Cipher, event any, at time.Time, nonce string) push {
	t.Helper()
	text, ok := event.(string)
	if !ok {
		b, err := xml.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		text = string(b)
	}
	sealed, err := c.Seal([]byte(text), strconv.FormatInt(at.Unix(), 10), nonce)
	if err != nil {
		t.Fatal(err)
	}
	body, err := sealed.ForComponent()
	if err != nil {
		t.Fatal(err)
	}
	return push{http.MethodPost, sealed.MsgSignature, sealed.Timestamp, nonce, string(body)}
}

func newCipher(t testing.TB, appID, token, key string) *msgcrypt.Cipher {
	t.Helper()
	c, err := msgcrypt.New(appID, token, key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// cipherText is what the push holds, in base64.
func (p push) cipherText() string {
	_, text, _ := strings.Cut(p.body, "<Encrypt><![CDATA[")
	return text
}

// request is the push as a request.
func (p push) request(t testing.TB, address string) *http.Request {
	t.Helper()
	q := url.Values{"msg_signature": {p.signature}, "timestamp": {p.stamp}, "nonce": {p.nonce}, "encrypt_type": {"aes"}, "signature": {"not to be used"}}
	req, err := http.NewRequest(p.method, address+"?"+q.Encode(), strings.NewReader(p.body))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// send makes the request over a socket and returns status and body.
func (p push) send(t testing.TB, address string) (int, string) {
	t.Helper()
	resp, err := http.DefaultClient.Do(p.request(t, address))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(answer)
}

// receiving runs a receiver whose time is *now, and returns where it is and
// what it was told.
func receiving(t *testing.T, now *time.Time, fails *error) (address string, events *[]weixin.ComponentEvent, log *bytes.Buffer) {
	t.Helper()
	events, log = new([]weixin.ComponentEvent), new(bytes.Buffer)
	r, err := component.NewReceiver(component.ReceiverConfig{
		AppID: platformID, Token: signToken, EncodingAESKey: platformKey, PreviousEncodingAESKey: strings.Repeat("p", 43),
		OnEvent: func(_ context.Context, e weixin.ComponentEvent) error {
			if *fails != nil {
				return *fails
			}
			*events = append(*events, e)
			return nil
		},
		Now: func() time.Time { return *now },
		Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, r), events, log
}

// serve runs a receiver and returns where it is.
func serve(t *testing.T, r *component.Receiver) (address string) {
	t.Helper()
	server := httptest.NewServer(r)
	t.Cleanup(func() {
		server.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
	return server.URL
}

func ticketEvent(ticket string) weixin.ComponentEvent {
	return weixin.EventTicket.ForComponent(platformID, time.Now(), weixin.TicketBody{ComponentVerifyTicket: ticket})
}

func TestReceiverTakesEvents(t *testing.T) {
	now := time.Now()
	address, events, _ := receiving(t, &now, new(error))
	ours := newCipher(t, platformID, signToken, platformKey)
	for i, test := range []struct {
		cipher *msgcrypt.Cipher
		event  weixin.ComponentEvent
		at     time.Time
	}{
		{ours, ticketEvent("ticket@@@1"), now},
		{ours, ticketEvent("ticket@@@2"), now.Add(-5*time.Minute + time.Second)},
		{ours, ticketEvent("ticket@@@3"), now.Add(5*time.Minute - time.Second)},
		{newCipher(t, platformID, signToken, strings.Repeat("p", 43)), ticketEvent("ticket@@@previous key"), now},
		{ours, weixin.ComponentEvent{ // made long before it is pushed
			AppID: platformID, CreateTime: 1, InfoType: weixin.EventAuthorized.Name, Body: weixin.AuthorizedBody{
				AuthorizerAppID: appid, AuthorizationCode: "queryauthcode@@@<&>", AuthorizationCodeExpiredTime: 2, PreAuthCode: "preauthcode@@@",
			},
		}, now},
		{ours, weixin.ComponentEvent{AppID: platformID, CreateTime: now.AddDate(10, 0, 0).Unix(), InfoType: "of_another_kind"}, now},
	} {
		status, answer := pushOf(t, test.cipher, test.event, test.at, fmt.Sprint("nonce", i)).send(t, address)
		if status != http.StatusOK || answer != "success" {
			t.Errorf("%d: answered %d %q", i, status, answer)
		}
		got := (*events)[len(*events)-1]
		if got != test.event {
			t.Errorf("%d: got %+v, want %+v", i, got, test.event)
		}
	}
}

// TestReceiverKnowsEveryEvent hands on each declared event as the type of its
// declaration.
func TestReceiverKnowsEveryEvent(t *testing.T) {
	now := time.Now()
	ours := newCipher(t, "wxplat", signToken, platformKey)
	var got weixin.ComponentEvent
	r, err := component.NewReceiver(component.ReceiverConfig{
		AppID: "wxplat", Token: signToken, EncodingAESKey: platformKey,
		OnEvent: func(_ context.Context, e weixin.ComponentEvent) error { got = e; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	address := serve(t, r)
	for _, d := range weixin.Events() {
		if d.To != weixin.ToComponent {
			continue
		}
		golden, err := os.ReadFile(filepath.Join("../../weixin/testdata/events", d.Name+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		if status, answer := pushOf(t, ours, string(golden), now, d.Name).send(t, address); status != http.StatusOK {
			t.Errorf("%s: answered %d %q", d.Name, status, answer)
		}
		if got.InfoType != d.Name || reflect.TypeOf(got.Body) != d.Body {
			t.Errorf("%s was handed on as %+v", d.Name, got)
		}
	}
}

func TestReceiverRefuses(t *testing.T) {
	now := time.Now()
	ours := newCipher(t, platformID, signToken, platformKey)
	good := func() push { return pushOf(t, ours, ticketEvent("ticket@@@"), now, "nonce") }
	with := func(change func(*push)) push {
		p := good()
		change(&p)
		return p
	}
	// resigned is a body whose cipher text was changed by a sender that can sign.
	resigned := func(change func(string) string) push {
		p := good()
		var envelope struct {
			Encrypt string `xml:"Encrypt"`
		}
		if err := xml.Unmarshal([]byte(p.body), &envelope); err != nil {
			t.Fatal(err)
		}
		text := change(envelope.Encrypt)
		p.body = "<xml><AppId>" + platformID + "</AppId><Encrypt>" + text + "</Encrypt></xml>"
		p.signature = msgcrypt.Sign(signToken, p.stamp, p.nonce, text)
		return p
	}
	for name, test := range map[string]struct {
		push   push
		status int
	}{
		"GET":                   {with(func(p *push) { p.method = http.MethodGet }), 405},
		"no signature":          {with(func(p *push) { p.signature = "" }), 400},
		"no timestamp":          {with(func(p *push) { p.stamp = "" }), 400},
		"timestamp no number":   {with(func(p *push) { p.stamp = "soon" }), 400},
		"timestamp in ms":       {with(func(p *push) { p.stamp = strconv.FormatInt(now.UnixMilli(), 10) }), 400},
		"no CreateTime":         {pushOf(t, ours, weixin.ComponentEvent{AppID: platformID, InfoType: "x"}, now, "n"), 400},
		"timestamp another way": {with(func(p *push) { p.stamp = "+" + p.stamp }), 400},
		"no nonce":              {with(func(p *push) { p.nonce = "" }), 400},
		"long nonce":            {with(func(p *push) { p.nonce = strings.Repeat("n", 129) }), 400},
		"wrong signature":       {with(func(p *push) { p.signature = strings.Repeat("0", 40) }), 403},
		"upper-case signature":  {with(func(p *push) { p.signature = strings.ToUpper(p.signature) }), 403},
		"another's token":       {pushOf(t, newCipher(t, platformID, "another", platformKey), ticketEvent("x"), now, "n"), 403},
		"another nonce":         {with(func(p *push) { p.nonce = "other" }), 403},
		"another timestamp":     {with(func(p *push) { p.stamp = strconv.FormatInt(now.Unix()+1, 10) }), 403},
		"old":                   {pushOf(t, ours, ticketEvent("x"), now.Add(-5*time.Minute-2*time.Second), "n"), 403},
		"from the future":       {pushOf(t, ours, ticketEvent("x"), now.Add(5*time.Minute+2*time.Second), "n"), 403},
		"from the age of stars": {pushOf(t, ours, ticketEvent("x"), time.Unix(-1<<62, 0), "n"), 403},
		"another key":           {pushOf(t, newCipher(t, platformID, signToken, strings.Repeat("k", 43)), ticketEvent("x"), now, "n"), 400},
		"another platform":      {pushOf(t, newCipher(t, "wxanother", signToken, platformKey), ticketEvent("x"), now, "n"), 400},
		"event for another":     {pushOf(t, ours, weixin.EventTicket.ForComponent("wxanother", now, weixin.TicketBody{ComponentVerifyTicket: "x"}), now, "n"), 400},
		"ticket without ticket": {pushOf(t, ours, ticketEvent(""), now, "n"), 400},
		"no XML inside":         {pushOf(t, ours, "ticket", now, "n"), 400},
		"no body":               {with(func(p *push) { p.body = "" }), 400},
		"body cut":              {with(func(p *push) { p.body = p.body[:len(p.body)/2] }), 400},
		"cipher text cut":       {resigned(func(s string) string { return s[:len(s)/2/4*4] }), 400},
		"cipher text half":      {resigned(func(s string) string { return s[:64*4/3/4*4] }), 400},
		"cipher text empty":     {resigned(func(string) string { return "" }), 400},
		"cipher text changed":   {resigned(func(s string) string { return s[:40] + "AAAA" + s[44:] }), 400},
		"not base64":            {resigned(func(s string) string { return "*" + s[1:] }), 400},
		"too large":             {with(func(p *push) { p.body += strings.Repeat(" ", 64<<10) }), 413},
		"entities":              {with(func(p *push) { p.body = `<!DOCTYPE x [<!ENTITY a "b">]>` + p.body }), 400},
	} {
		t.Run(name, func(t *testing.T) {
			address, events, log := receiving(t, &now, new(error))
			status, answer := test.push.send(t, address)
			if status != test.status || strings.Contains(answer, "success") || len(*events) > 0 {
				t.Errorf("answered %d %q, handed on %v; want %d", status, answer, *events, test.status)
			}
			if !strings.Contains(log.String(), "event refused") || strings.Contains(log.String(), "ticket@@@") {
				t.Errorf("logged %s", log)
			}
		})
	}
}

func TestReceiverOfWrongKeys(t *testing.T) {
	onEvent := func(context.Context, weixin.ComponentEvent) error { return nil }
	for name, config := range map[string]component.ReceiverConfig{
		"no event":  {AppID: platformID, Token: signToken, EncodingAESKey: platformKey},
		"no app id": {Token: signToken, EncodingAESKey: platformKey, OnEvent: onEvent},
		"no token":  {AppID: platformID, EncodingAESKey: platformKey, OnEvent: onEvent},
		"short key": {AppID: platformID, Token: signToken, EncodingAESKey: platformKey[1:], OnEvent: onEvent},
		"wrong previous key": {
			AppID: platformID, Token: signToken, EncodingAESKey: platformKey, PreviousEncodingAESKey: "x", OnEvent: onEvent,
		},
	} {
		if _, err := component.NewReceiver(config); err == nil || strings.Contains(err.Error(), platformKey[1:]) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// FuzzReceiver sends bodies that are correctly signed, which only a thief of the
// token could: nothing but an event of ours comes through, and nothing panics.
func FuzzReceiver(f *testing.F) {
	now := time.Now()
	ours := newCipher(f, platformID, signToken, platformKey)
	sealed := func(event any) string {
		p := pushOf(f, ours, event, now, "n")
		var envelope struct {
			Encrypt string `xml:"Encrypt"`
		}
		if err := xml.Unmarshal([]byte(p.body), &envelope); err != nil {
			f.Fatal(err)
		}
		return envelope.Encrypt
	}
	good := sealed(ticketEvent("ticket@@@"))
	for _, text := range []string{good, good[:len(good)/2], good[:44], "", "AAAA", sealed("<xml></xml>"), sealed(""), sealed("<xml><AppId>" + platformID + "</AppId><CreateTime>no</CreateTime></xml>")} {
		f.Add(text, "<xml><AppId>"+platformID+"</AppId><Encrypt>"+text+"</Encrypt></xml>")
	}
	f.Add("x", "<xml><Encrypt><![CDATA[x]]></Encrypt><Encrypt>y</Encrypt></xml>")
	var handed []weixin.ComponentEvent
	r, err := component.NewReceiver(component.ReceiverConfig{
		AppID: platformID, Token: signToken, EncodingAESKey: platformKey, Now: func() time.Time { return now },
		OnEvent: func(_ context.Context, e weixin.ComponentEvent) error { handed = append(handed, e); return nil },
	})
	if err != nil {
		f.Fatal(err)
	}
	n := 0
	f.Fuzz(func(t *testing.T, signed, body string) {
		n++
		handed = nil
		stamp, nonce := strconv.FormatInt(now.Unix(), 10), fmt.Sprint("fuzz", n)
		q := url.Values{"msg_signature": {msgcrypt.Sign(signToken, stamp, nonce, signed)}, "timestamp": {stamp}, "nonce": {nonce}}
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/?"+q.Encode(), strings.NewReader(body)))
		switch {
		case w.Code == http.StatusOK && (len(handed) != 1 || handed[0].AppID != platformID || w.Body.String() != "success"):
			t.Errorf("answered %q and handed on %v", w.Body, handed)
		case w.Code != http.StatusOK && (len(handed) > 0 || strings.Contains(w.Body.String(), "success") || w.Code == http.StatusInternalServerError):
			t.Errorf("answered %d %q and handed on %v", w.Code, w.Body, handed)
		}
	})
}
