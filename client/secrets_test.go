package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

const token = "56_a/b+c-secret-token=="

// TestErrorsNeverTellCredentials makes calls fail in every way that puts URLs
// or answers into errors.
func TestErrorsNeverTellCredentials(t *testing.T) {
	echo := func(r *http.Request) string {
		return "cannot serve " + r.URL.String() + " " + r.URL.Query().Get("access_token")
	}
	hang := make(chan struct{})
	failures := map[string]http.HandlerFunc{
		"error page":           func(w http.ResponseWriter, r *http.Request) { http.Error(w, echo(r), http.StatusBadGateway) },
		"page with status 200": func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, echo(r)) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/there?"+r.URL.RawQuery, http.StatusFound)
		},
		"unreadable redirect": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://[::1/"+r.URL.RawQuery)
			w.WriteHeader(http.StatusTemporaryRedirect)
		},
		"errmsg": func(w http.ResponseWriter, r *http.Request) {
			scripted.WriteJSON(w, weixin.Status{ErrCode: weixin.InvalidGrantType, ErrMsg: echo(r)})
		},
		"timeout":  func(w http.ResponseWriter, r *http.Request) { <-hang },
		"hangs up": func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
		"cut answer": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "50")
			fmt.Fprint(w, `{"errcode":0`)
		},
	}
	for name, handler := range failures {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewUnstartedServer(handler)
			server.Config.ErrorLog = log.New(testWriter{t}, "", 0)
			server.Start()
			t.Cleanup(server.Close)
			if name == "timeout" {
				t.Cleanup(func() { close(hang) })
			}
			wantNoCredentials(t, server.URL, nil)
		})
	}
	t.Run("certificate", func(t *testing.T) {
		server := httptest.NewUnstartedServer(scripted.Refuse(weixin.OK))
		server.Config.ErrorLog = log.New(testWriter{t}, "", 0)
		server.StartTLS()
		t.Cleanup(server.Close)
		wantNoCredentials(t, server.URL, nil)
	})
	t.Run("refused connection", func(t *testing.T) {
		wantNoCredentials(t, closedAddress(t), syscall.ECONNREFUSED)
	})
}

// wantNoCredentials makes calls that fail and looks into all that their errors
// say.
func wantNoCredentials(t *testing.T, address string, wraps error) {
	t.Helper()
	c, err := client.New(client.WithBaseURL(address), client.WithTimeout(100*time.Millisecond),
		client.WithTokenSource(client.StaticToken(token)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	calls := map[string]func() error{
		"modify":  func() error { return c.ModifyMerchant(t.Context(), change) },
		"classic": func() error { _, err := c.GetAccessToken(t.Context(), appid, secret); return err },
		"stable":  func() error { _, err := c.GetStableAccessToken(t.Context(), appid, secret, true); return err },
		"upload": func() error {
			_, err := c.UploadTempMedia(t.Context(), "image", "a.png", strings.NewReader("x"))
			return err
		},
		"download": func() error { _, err := c.GetTempMedia(t.Context(), "id"); return err },
		"raw": func() error {
			_, err := c.CallRaw(t.Context(), weixin.GetAccessToken.Declared(), client.RawRequest{
				Query: url.Values{"appid": {appid}, "secret": {secret}},
			})
			return err
		},
	}
	for call, do := range calls {
		err := do()
		if err == nil {
			t.Errorf("%s succeeded", call)
			continue
		}
		if wraps != nil && !errors.Is(err, wraps) {
			t.Errorf("%s: %v does not wrap %v", call, err, wraps)
		}
		wantSaysNone(t, call, err, token, url.QueryEscape(token), secret)
	}
}

// wantSaysNone checks what err and all that it wraps say.
func wantSaysNone(t *testing.T, call string, err error, credentials ...string) {
	t.Helper()
	for e := err; e != nil; e = errors.Unwrap(e) {
		for _, said := range []string{e.Error(), fmt.Sprintf("%+v", e)} {
			for _, credential := range credentials {
				if strings.Contains(said, credential) {
					t.Errorf("%s: the error tells %q: %s", call, credential, said)
				}
			}
		}
	}
}

func TestOddTokenAnswerIsNotRepeatedInTheError(t *testing.T) {
	s := scripted.Run(t)
	s.On(weixin.GetAccessToken.Page, scripted.Body(200, "application/json", `{"access_token":"fresh-token-value","expires_in":{}}`))
	_, err := s.Client(t).GetAccessToken(t.Context(), appid, secret)
	if err == nil {
		t.Fatal("an odd answer is a success")
	}
	wantSaysNone(t, "classic", err, "fresh-token-value", secret)
}

func TestEndOfContextIsWrapped(t *testing.T) {
	s := scripted.Run(t)
	hang := make(chan struct{})
	defer close(hang)
	s.On(weixin.ModifyMerchant.Page, func(http.ResponseWriter, *http.Request) { <-hang })
	c := s.Client(t, client.WithTokenSource(client.StaticToken(token)))

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := c.ModifyMerchant(ctx, change)
	timeout, ok := errors.AsType[net.Error](err)
	if !errors.Is(err, context.DeadlineExceeded) || !ok || !timeout.Timeout() {
		t.Errorf("got %v, want a deadline that is a timeout", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := c.ModifyMerchant(ctx, change); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestPrintingAClientTellsNoCredentials(t *testing.T) {
	s, a := scripted.Run(t), &authority{}
	a.on(s)
	fetched := client.StableTokens(s.Client(t), appid, secret)
	value := mustToken(t, fetched)
	things := []any{
		client.StaticToken(token), s.Client(t, client.WithTokenSource(client.StaticToken(token))),
		fetched, s.Client(t, client.WithTokenSource(fetched)), s.Client(t, client.WithCredentials(appid, secret)),
	}
	for _, thing := range things {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			said := fmt.Sprintf(verb, thing)
			for _, credential := range []string{token, secret, value} {
				if strings.Contains(said, credential) {
					t.Errorf("%s of %T tells %q", verb, thing, credential)
				}
			}
		}
	}
}

func TestBaseURL(t *testing.T) {
	for _, address := range []string{"https://api.weixin.qq.com", "http://127.0.0.1:8080/", "https://gate.example/weixin"} {
		if _, err := client.New(client.WithBaseURL(address)); err != nil {
			t.Errorf("%s is refused: %v", address, err)
		}
	}
	for _, address := range []string{
		"", "api.weixin.qq.com", "ftp://api.weixin.qq.com", "https://", "https://user:hidden@host",
		"https://host?access_token=hidden", "https://host?", "https://host#hidden", "http://[::1/hidden",
	} {
		if _, err := client.New(client.WithBaseURL(address)); err == nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%q: got %v, want an error that does not repeat it", address, err)
		}
	}
}

// closedAddress returns the URL of a port where nobody listens.
func closedAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return "http://" + listener.Addr().String()
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}
