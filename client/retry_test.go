package client_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

// cut drops the connection without an answer.
func cut(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// quick is a policy without long pauses.
func quick(twice bool) client.Retry {
	return client.Retry{Attempts: 3, Wait: time.Millisecond, MaxWait: 2 * time.Millisecond, Twice: twice}
}

// TestRetry has a read and a change fail in each way, and counts the requests.
func TestRetry(t *testing.T) {
	for name, c := range map[string]struct {
		fails                     http.HandlerFunc
		reads, changes, withTwice int
		retryable, open           bool
	}{
		"busy":          {scripted.Refuse(weixin.SystemError), 3, 1, 3, true, true},
		"minute":        {scripted.Refuse(weixin.MinuteQuota), 3, 3, 3, true, false},
		"day":           {scripted.Refuse(weixin.DailyQuota), 1, 1, 1, false, false},
		"argument":      {scripted.Refuse(weixin.UnusableMedia), 1, 1, 1, false, false},
		"cut":           {cut, 3, 1, 3, true, true},
		"bad gateway":   {scripted.Body(502, "text/html", "<h1>Bad Gateway</h1>"), 3, 1, 3, true, true},
		"unavailable":   {scripted.Body(503, "text/html", ""), 3, 3, 3, true, false},
		"too many":      {scripted.Body(429, "text/html", ""), 3, 3, 3, true, false},
		"no such path":  {scripted.Body(404, "text/html", ""), 1, 1, 1, false, false},
		"sign-in page":  {scripted.Body(200, "text/html", "<html>"), 1, 1, 1, false, true},
		"dead for good": {scripted.Refuse(weixin.APIForbidden), 1, 1, 1, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := scripted.Run(t)
			s.On(weixin.GetStoreInfo.Page, c.fails)
			s.On(weixin.ModifyMerchant.Page, c.fails)
			token := client.WithTokenSource(client.StaticToken("token"))
			careful := s.Client(t, token, client.WithRetry(quick(false)))
			_, err := careful.Stores().Info(t.Context(), "1")
			if n := s.Count(weixin.GetStoreInfo.Page); n != c.reads {
				t.Errorf("%d reads, want %d: %v", n, c.reads, err)
			}
			if client.Retryable(err) != c.retryable || client.MayHaveHappened(err) != c.open {
				t.Errorf("retryable %v, may have happened %v: %v", client.Retryable(err), client.MayHaveHappened(err), err)
			}
			err = careful.ModifyMerchant(t.Context(), change)
			if n := s.Count(weixin.ModifyMerchant.Page); err == nil || n != c.changes {
				t.Errorf("%d changes, want %d: %v", n, c.changes, err)
			}
			_ = s.Client(t, token, client.WithRetry(quick(true))).ModifyMerchant(t.Context(), change)
			if n := s.Count(weixin.ModifyMerchant.Page) - c.changes; n != c.withTwice {
				t.Errorf("%d changes with Twice, want %d", n, c.withTwice)
			}
			_, _ = s.Client(t, token).Stores().Info(t.Context(), "1")
			if n := s.Count(weixin.GetStoreInfo.Page) - c.reads; n != 1 {
				t.Errorf("%d reads without a policy", n)
			}
		})
	}
}

// TestRetryOfWhatWasNotSent repeats a change that found no service.
func TestRetryOfWhatWasNotSent(t *testing.T) {
	t.Parallel()
	s := scripted.Run(t)
	attempts := 0
	c := s.Client(t, client.WithBaseURL("http://127.0.0.1:1"), client.WithTokenSource(client.StaticToken("token")),
		client.WithRetry(quick(false)), client.WithObserver(func(context.Context, client.Attempt) { attempts++ }))
	err := c.ModifyMerchant(t.Context(), change)
	if !client.Retryable(err) || client.MayHaveHappened(err) || attempts != 3 {
		t.Errorf("%d attempts; retryable %v, may have happened %v: %v", attempts, client.Retryable(err), client.MayHaveHappened(err), err)
	}
	// Without a token nothing is sent, whatever became of the fetch.
	s.On(weixin.GetStableAccessToken.Page, cut)
	err = s.Client(t, client.WithCredentials(appid, secret), client.WithRetry(quick(false))).ModifyMerchant(t.Context(), change)
	if !client.Retryable(err) || client.MayHaveHappened(err) || s.Count(weixin.GetStableAccessToken.Page) != 3 {
		t.Errorf("%d fetches of a token; retryable %v, may have happened %v: %v", s.Count(weixin.GetStableAccessToken.Page), client.Retryable(err), client.MayHaveHappened(err), err)
	}
}

// TestNoConnection has a change fail at each step before the request is sent: it was not
// made, and is made again.
func TestNoConnection(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	secure.StartTLS()
	t.Cleanup(secure.Close)
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden) // also to CONNECT
	}))
	t.Cleanup(refusing.Close)
	through := func(address string) *http.Client {
		proxy, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}
	}
	for name, c := range map[string]struct {
		base      string
		client    *http.Client
		retryable bool
	}{
		"nobody listens":            {"http://127.0.0.1:1", &http.Client{}, true},
		"no such host":              {"http://host.invalid", &http.Client{}, true},
		"the proxy is down":         {"https://127.0.0.1:2", through("http://127.0.0.1:1"), true},
		"the proxy refuses":         {"https://127.0.0.1:2", through(refusing.URL), true},
		"TLS to a plain port":       {strings.Replace(plain.URL, "http:", "https:", 1), &http.Client{}, true},
		"a certificate of nobody's": {secure.URL, &http.Client{}, false},
		"no version of TLS in common": {secure.URL, &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
			MaxVersion: tls.VersionTLS12, InsecureSkipVerify: true,
		}}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := 0
			made, err := client.New(client.WithBaseURL(c.base), client.WithHTTPClient(c.client), client.WithTokenSource(client.StaticToken("token")),
				client.WithRetry(quick(false)), client.WithObserver(func(context.Context, client.Attempt) { sent++ }))
			if err != nil {
				t.Fatal(err)
			}
			err = made.ModifyMerchant(t.Context(), change)
			attempts := 1
			if c.retryable {
				attempts = 3
			}
			if err == nil || client.MayHaveHappened(err) || client.Retryable(err) != c.retryable || sent != attempts {
				t.Errorf("%d attempts; retryable %v, may have happened %v: %v", sent, client.Retryable(err), client.MayHaveHappened(err), err)
			}
		})
	}
}

// TestRetryOfNegatives gives a policy the defaults where it makes no sense.
func TestRetryOfNegatives(t *testing.T) {
	t.Parallel()
	for _, policy := range []client.Retry{{Wait: -time.Second, MaxWait: time.Millisecond}, {MaxWait: -time.Second, Wait: time.Millisecond, Attempts: 2}, {Attempts: -1, Wait: time.Millisecond}, {Budget: -1, Wait: time.Millisecond}} {
		attempts := 0
		made, err := client.New(client.WithBaseURL("http://127.0.0.1:1"), client.WithTokenSource(client.StaticToken("token")),
			client.WithRetry(policy), client.WithObserver(func(context.Context, client.Attempt) { attempts++ }))
		if err != nil {
			t.Fatal(err)
		}
		if err := made.ModifyMerchant(t.Context(), change); err == nil || attempts < 2 {
			t.Errorf("%+v: %d attempts, %v", policy, attempts, err)
		}
	}
}

// TestRetryEnds ends with the budget, and with the context.
func TestRetryEnds(t *testing.T) {
	t.Parallel()
	s := scripted.Run(t)
	s.On(weixin.GetStoreInfo.Page, scripted.Refuse(weixin.SystemError))
	token := client.WithTokenSource(client.StaticToken("token"))
	short, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, one := range map[string]struct {
		ctx    context.Context
		policy client.Retry
	}{
		"budget":   {t.Context(), client.Retry{Wait: time.Hour, MaxWait: time.Hour, Budget: time.Minute}},
		"deadline": {short, client.Retry{Wait: time.Hour, MaxWait: time.Hour, Budget: 24 * time.Hour}},
	} {
		before := s.Count(weixin.GetStoreInfo.Page)
		_, err := s.Client(t, token, client.WithRetry(one.policy)).Stores().Info(one.ctx, "1")
		if n := s.Count(weixin.GetStoreInfo.Page) - before; n != 1 || !errors.Is(err, weixin.SystemError) {
			t.Errorf("%s: %d requests: %v", name, n, err)
		}
	}
	gone, leave := context.WithCancel(t.Context())
	c := s.Client(t, token, client.WithRetry(client.Retry{Wait: time.Hour, MaxWait: time.Hour, Budget: 24 * time.Hour}),
		client.WithObserver(func(context.Context, client.Attempt) { leave() }))
	if _, err := c.Stores().Info(gone, "1"); !errors.Is(err, weixin.SystemError) {
		t.Errorf("the caller left in the pause: %v", err)
	}
}

// TestErrorsByCode finds a refusal by its code, and says which call it was of.
func TestErrorsByCode(t *testing.T) {
	t.Parallel()
	s := scripted.Run(t)
	s.On(weixin.ModifyMerchant.Page, scripted.Refuse(weixin.ModifyLimit))
	err := s.Client(t, client.WithTokenSource(client.StaticToken("token"))).ModifyMerchant(t.Context(), change)
	if !errors.Is(err, weixin.ModifyLimit) || errors.Is(err, weixin.DailyQuota) {
		t.Errorf("found by another code: %v", err)
	}
	refused, ok := errors.AsType[*weixin.Error](err)
	if !ok || refused.Interface != weixin.ModifyMerchant.Name || refused.HTTPStatus != http.StatusOK || !strings.HasPrefix(err.Error(), "modifywxastore: weixin answered 85049: ") {
		t.Errorf("%+v: %v", refused, err)
	}
}

// TestObserver is told of each request, with the fetch of the token and the repetition.
func TestObserver(t *testing.T) {
	t.Parallel()
	s, a := scripted.Run(t), &authority{}
	a.on(s)
	s.Accept(weixin.InvalidCredential, func(token string) bool { return token == "stable-2" })
	s.On(weixin.GetStoreInfo.Page, cut)
	s.On(weixin.DeleteStore.Page, scripted.Body(200, "application/json", `{"errcode":0,"errmsg":"ok rid: `+scripted.RID+`"}`))
	type key struct{}
	var mu sync.Mutex
	var told []client.Attempt
	c := s.Client(t, client.WithCredentials(appid, secret), client.WithObserver(func(ctx context.Context, a client.Attempt) {
		mu.Lock()
		defer mu.Unlock()
		if ctx.Value(key{}) != "mine" {
			t.Errorf("%s has another context", a.Interface)
		}
		if a.Duration <= 0 {
			t.Errorf("%s took %v", a.Interface, a.Duration)
		}
		if a.Err != nil && (strings.Contains(a.Err.Error(), secret) || strings.Contains(a.Err.Error(), "stable-")) {
			t.Errorf("a credential: %v", a.Err)
		}
		told = append(told, a)
	}))
	ctx := context.WithValue(t.Context(), key{}, "mine")
	if err := c.ModifyMerchant(ctx, change); err != nil {
		t.Fatal(err)
	}
	if err := c.Stores().Delete(ctx, "1"); err != nil {
		t.Fatal(err)
	}
	_, _ = c.Stores().Info(ctx, "1")
	stable, modify := weixin.GetStableAccessToken.Name, weixin.ModifyMerchant.Name
	for i, want := range []client.Attempt{
		{Interface: stable, Number: 1, HTTPStatus: 200},
		{Interface: modify, Number: 1, HTTPStatus: 200, Code: weixin.InvalidCredential, RID: scripted.RID},
		{Interface: stable, Number: 1, HTTPStatus: 200},
		{Interface: stable, Number: 1, HTTPStatus: 200},
		{Interface: modify, Number: 2, HTTPStatus: 200},
		{Interface: weixin.DeleteStore.Name, Number: 1, HTTPStatus: 200, RID: scripted.RID},
		{Interface: weixin.GetStoreInfo.Name, Number: 1},
	} {
		got := told[i]
		got.Duration, got.Err = 0, nil
		if got != want {
			t.Errorf("attempt %d is %+v, want %+v", i, got, want)
		}
		if failed := told[i].Err != nil; failed != (want.Code != 0 || want.HTTPStatus == 0) {
			t.Errorf("attempt %d has the error %v", i, told[i].Err)
		}
	}
}
