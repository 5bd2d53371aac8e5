package outbox

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/egress"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/msgcrypt"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// sender is an Outbox for single attempts.
func sender(t *testing.T, dialer Dialer) *Outbox {
	t.Helper()
	d, err := New(Config{Store: open(t).store, Receivers: new(book), Dialer: dialer, Clock: time.Now, Log: discard()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.client.CloseIdleConnections)
	return d
}

// componentKind is the kind of third-party platforms.
func componentKind(t *testing.T) kind {
	t.Helper()
	k, ok := kindOf(store.ComponentTarget(platform))
	if !ok {
		t.Fatal("there is no kind for components")
	}
	return k
}

// send makes one attempt.
func send(t *testing.T, o *Outbox, to Receiver, d store.Delivery) error {
	t.Helper()
	return o.send(t.Context(), &attempt{kind: componentKind(t), to: to}, d)
}

var hello = store.Delivery{Target: store.ComponentTarget(platform), ID: "id1", Kind: "authorized", Body: []byte("<xml>饺子</xml>"), Attempts: 2}

// TestRequest holds what is posted to its form.
func TestRequest(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		_, _ = io.WriteString(w, "success")
	}))
	defer server.Close()
	to := Receiver{URL: server.URL + "/a%2Fb?own=1;2&empty=#part", AppID: platform, Token: token, Key: key}
	before := time.Now().Unix()
	if err := send(t, sender(t, anywhere()), to, hello); err != nil {
		t.Fatal(err)
	}
	if got.Method != http.MethodPost || got.URL.EscapedPath() != "/a%2Fb" || !strings.HasPrefix(got.URL.RawQuery, "own=1;2&empty=&") {
		t.Errorf("%s %s", got.Method, got.URL)
	}
	want := http.Header{
		"Content-Type": {"text/xml"}, "User-Agent": {"wxastore"}, "Content-Length": {strconv.Itoa(len(body))},
		"X-Wxastore-Event-Id": {"id1"}, "X-Wxastore-Event-Attempt": {"3"},
	}
	if diff := cmp.Diff(want, got.Header); diff != "" {
		t.Errorf("header differs (-want +got):\n%s", diff)
	}
	q, err := url.ParseQuery(strings.TrimPrefix(got.URL.RawQuery, "own=1;2&empty=&"))
	if err != nil || len(q) != 5 || q.Get("encrypt_type") != "aes" {
		t.Fatalf("query %v, %v", q, err)
	}
	if at, err := strconv.ParseInt(q.Get("timestamp"), 10, 64); err != nil || at < before || at > time.Now().Unix() {
		t.Errorf("timestamp %s", q.Get("timestamp"))
	}
	if _, err := strconv.ParseUint(q.Get("nonce"), 10, 32); err != nil {
		t.Errorf("nonce %s", q.Get("nonce"))
	}
	if q.Get("signature") != msgcrypt.Sign(token, q.Get("timestamp"), q.Get("nonce")) {
		t.Errorf("signature %s", q.Get("signature"))
	}
	if !strings.HasPrefix(string(body), "<xml><AppId><![CDATA["+platform+"]]></AppId><Encrypt><![CDATA[") {
		t.Errorf("body %s", body)
	}
	cipher, err := msgcrypt.New(platform, token, key)
	if err != nil {
		t.Fatal(err)
	}
	if msg, err := cipher.Open(q.Get("msg_signature"), q.Get("timestamp"), q.Get("nonce"), body); string(msg) != string(hello.Body) || err != nil {
		t.Errorf("%q, %v", msg, err)
	}
}

// TestAnswers gives wrong answers, and wants the reason of each.
func TestAnswers(t *testing.T) {
	t.Parallel()
	var followed atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		followed.Store(true)
		_, _ = io.WriteString(w, "success")
	}))
	defer elsewhere.Close()
	d := sender(t, anywhere())
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"an error":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500); _, _ = io.WriteString(w, "success") }, "answered with HTTP 500, not 200"},
		"created":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(201); _, _ = io.WriteString(w, "success") }, "answered with HTTP 201, not 200"},
		"nothing":    {func(http.ResponseWriter, *http.Request) {}, `answered "", not success`},
		"a line end": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "success\n") }, `answered "success\n", not success`},
		"capitals":   {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "SUCCESS") }, `answered "SUCCESS", not success`},
		"much":       {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("success", 1e5)) }, `answered "` + strings.Repeat("success", 8) + `succ", not success`},
		"another place": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		}, "answered with HTTP 307, not 200"},
		"half": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9")
			_, _ = io.WriteString(w, "success")
		}, "the answer broke off: unexpected EOF"},
		"long headers": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1e5)) }, "net/http: HTTP/1.x transport connection broken: net/http: server response headers exceeded 16384 bytes; aborted"},
	} {
		server := httptest.NewServer(c.answer)
		err := send(t, d, Receiver{URL: server.URL, AppID: platform, Token: token, Key: key}, hello)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		server.Close()
	}
	if followed.Load() {
		t.Error("a redirect was followed")
	}
	for address, want := range map[string]string{
		"ftp://192.0.2.1/": "its address is not an http or https URL", "http://": "its address is not an http or https URL",
		"://": "its address is not an http or https URL", "/path": "its address is not an http or https URL",
	} {
		err := send(t, d, Receiver{URL: address, AppID: platform, Token: token, Key: key}, hello)
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
	if err := send(t, d, Receiver{URL: elsewhere.URL, AppID: platform, Token: token, Key: "short"}, hello); err == nil {
		t.Error("sent without a key")
	}
}

// TestGuard pushes to where a service that is reached from elsewhere must not
// go. The reason is kept with the event.
func TestGuard(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := receive(t, succeed)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(r.server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	hosts := []string{"127.0.0.1", "localhost", "169.254.169.254", "[::ffff:10.0.0.1]", "[64:ff9b::808:808]", "[::]", "10.0.0.1"}
	for i, host := range hosts {
		target := fmt.Sprint("wx", i)
		s.book.set(target, "http://"+host+":"+port+"/"+target, key)
		s.queue(t, target, "0")
	}
	s.start(t, egress.Dialer{Timeout: 3 * time.Second})
	eventually(t, "each was tried", func() bool {
		for _, p := range s.pushes(t) {
			if p.Attempts == 0 {
				return false
			}
		}
		return true
	})
	pushes := s.pushes(t)
	if len(pushes) != len(hosts) {
		t.Errorf("%d events are left of %d", len(pushes), len(hosts))
	}
	for i, p := range pushes {
		if !strings.HasSuffix(p.LastError, egress.ErrPrivate.Error()) || strings.Contains(p.LastError, "signature") {
			t.Errorf("%s: %s", hosts[i], p.LastError)
		}
	}
}

// TestBackOff holds the pauses to what is said of them.
func TestBackOff(t *testing.T) {
	t.Parallel()
	for address, longest := range map[string]time.Duration{
		"https://example.com/events": 5 * time.Minute, "http://10.0.0.1/": 5 * time.Minute, "http://localhost.example.com/": 5 * time.Minute, "": 5 * time.Minute,
		"http://127.0.0.1:8090/": 5 * time.Second, "http://[::1]:8090/": 5 * time.Second, "http://[::ffff:127.0.0.1]/": 5 * time.Second,
		"http://LOCALHOST:8090/": 5 * time.Second, "http://app.localhost/": 5 * time.Second,
	} {
		p := componentRetries(Receiver{URL: address})
		var least, most time.Duration
		for failures := 1; failures < p.attempts; failures++ {
			low, high := p.pause(failures, 0), p.pause(failures, 1)
			if want := min(firstPause<<(failures-1), longest); failures < 20 && high != want || high > longest || low*2 != high {
				t.Errorf("%s: after %d failures from %s to %s", address, failures, low, high)
			}
			least, most = least+low, most+high
		}
		if most > 70*time.Minute || least < 29*time.Minute {
			t.Errorf("%s: an event is given up after %s to %s", address, least, most)
		}
		if got := p.pause(1000, 1); got != longest {
			t.Errorf("%s: after 1000 failures %s", address, got)
		}
	}
}
