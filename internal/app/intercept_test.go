package app_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/running"
	"github.com/wxastore/wxastore/weixin"
)

// TestInterception calls the service under Weixin's own address and stops it
// meanwhile: the call ends, and what the service said of itself is gone.
func TestInterception(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s, err := app.Open(t.Context(), app.Config{
		Listen: "127.0.0.1:0", Console: "127.0.0.1:0", TLS: "127.0.0.1:0", Proxy: "127.0.0.1:0", Data: data, Demo: true,
		OpenStore: openSQLite, OpenJournal: openSQLiteJournal, Log: slog.New(slog.DiscardHandler), DrainTime: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	token, err := s.DemoToken(ctx)
	if err != nil {
		t.Fatal(err)
	}
	found, err := running.Find(ctx, data)
	if err != nil || found.PID != os.Getpid() || found.API != s.APIURL() || found.Proxy != s.ProxyURL() || found.TLS != s.TLSURL() {
		t.Fatalf("%+v, %v", found, err)
	}
	path := weixin.ModifyMerchant.Path + "?access_token=" + token
	const fine = `{"errcode":0,"errmsg":"ok"}`
	direct, through := trusting(t, found, ""), trusting(t, found, found.Proxy)
	if got := post200(direct, found.TLS+path, strings.NewReader(`{"intro":"over TLS"}`)); got != fine {
		t.Errorf("over TLS: %s", got)
	}
	opensPictures(t, s.APIURL(), through, direct, found.TLS, token)
	body, feed := io.Pipe()
	answer := make(chan string, 1)
	go func() { answer <- post200(through, "https://api.weixin.qq.com"+path, body) }()
	if _, err := io.WriteString(feed, slowly[:9]); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // the service has read the header
	stop()
	time.Sleep(100 * time.Millisecond)
	if _, err := io.WriteString(feed, slowly[9:]); err != nil {
		t.Fatal(err)
	}
	feed.Close()
	if got := <-answer; got != fine {
		t.Errorf("the call under way was answered %s", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if _, err := running.Find(t.Context(), data); err == nil || !strings.Contains(err.Error(), "no service runs") {
		t.Errorf("after the end: %v", err)
	}
	if _, err := os.Stat(filepath.Join(data, "run.json")); err == nil {
		t.Error("run.json is still there")
	}
}

// trusting is a client that trusts the service's CA.
func trusting(t *testing.T, found running.Service, proxy string) *http.Client {
	t.Helper()
	text, err := os.ReadFile(found.CA.Bundle)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	if u, err := url.Parse(proxy); err == nil && proxy != "" {
		transport.Proxy = http.ProxyURL(u)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// post200 returns the body of an answer, or what went wrong.
func post200(client *http.Client, target string, body io.Reader) string {
	r, err := http.NewRequest(http.MethodPost, target, body)
	if err != nil {
		return err.Error()
	}
	if r.ContentLength == 0 { // of a pipe, through which slowly comes
		r.ContentLength = int64(len(slowly))
	}
	resp, err := client.Do(r)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp.Proto + " " + resp.Status + " " + string(text)
	}
	return string(bytes.TrimSpace(text))
}

// TestRunJSONOfAnother is refused the data folder of a running service, and
// leaves what that says of itself.
func TestRunJSONOfAnother(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	_, err := app.Open(t.Context(), app.Config{
		Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: s.data,
		OpenStore: openSQLite, OpenJournal: openSQLiteJournal, Log: slog.New(slog.DiscardHandler),
	})
	if err == nil {
		t.Fatal("opened twice")
	}
	if _, err := running.Find(t.Context(), s.data); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(filepath.Join(s.data, "run.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("run.json has mode %v, %v", info.Mode(), err)
	}
}

// opensPictures uploads a picture under Weixin's name and under the service's own, and
// opens the addresses as they are answered; the first leads through the proxy, and over
// TLS to the same.
func opensPictures(t *testing.T, api string, through, direct *http.Client, overTLS, token string) {
	t.Helper()
	for called, want := range map[string]string{"https://api.weixin.qq.com": "http://mmbiz.qpic.cn/mmbiz_png/", api: api + "/mmbiz_png/"} {
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		part, err := w.CreateFormFile("media", "a.png")
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(part, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
			t.Fatal(err)
		}
		w.Close()
		client := map[bool]*http.Client{true: direct, false: through}[called == api]
		resp, err := client.Post(called+weixin.UploadImage.Path+"?access_token="+token, w.FormDataContentType(), &form)
		if err != nil {
			t.Fatal(err)
		}
		var answer weixin.UploadImageResponse
		if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || !strings.HasPrefix(answer.URL, want) {
			t.Fatalf("%s: %+v, %v", called, answer, err)
		}
		resp.Body.Close()
		addresses := map[string]*http.Client{answer.URL: client}
		if called != api {
			addresses["https"+strings.TrimPrefix(answer.URL, "http")] = through
			addresses[overTLS+strings.TrimPrefix(answer.URL, "http://mmbiz.qpic.cn")] = direct
		}
		for address, client := range addresses {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Sec-Fetch-Site", "cross-site") // as a page shows it
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			if m, err := png.DecodeConfig(resp.Body); err != nil || m.Width != 3 || resp.Header.Get("Content-Type") != "image/png" {
				t.Errorf("%s: %s, %v", address, resp.Status, err)
			}
			resp.Body.Close()
		}
	}
}
