package blobs3_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// TestRefusals opens what cannot be had, and asks for a sentence that helps and
// tells no secret.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	tests := []struct{ name, url, secret, want string }{
		{"wrong secret", s.url(bucket, "", ""), "not-the-secret", "refuses the secret key: correct that of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"},
		{"no bucket", s.url("elsewhere", "", ""), secret, `there is no bucket "elsewhere"`},
		{"wrong region", s.url(bucket, "", "&region=eu-west-1"), secret, `the region "eu-west-1" is not the bucket's`},
		{"no TLS", strings.Replace(s.url(bucket, "", ""), "http://", "https://", 1), secret, "cannot be reached"},
		{"nobody there", "s3://pictures?endpoint=http://" + freeAddress(t), secret, "cannot be reached"},
	}
	for _, test := range tests {
		_, err := try(t, test.url, test.secret)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		} else if strings.Contains(err.Error(), test.secret) {
			t.Errorf("%s: the error tells the secret", test.name)
		}
	}
	unknown := func(name string) string {
		return map[string]string{"AWS_ACCESS_KEY_ID": "AKSOMEBODY", "AWS_SECRET_ACCESS_KEY": secret}[name]
	}
	if err := openWith(t, s.url(bucket, "", ""), unknown); err == nil || !strings.Contains(err.Error(), "does not know the access key") {
		t.Errorf("unknown key: %v", err)
	}
}

// hang deals with a request by never answering.
func hang(_ http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
	return true
}

// TestStall holds that no call waits forever for a server that stalls, and that
// all is well once it answers again.
func TestStall(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	patient, b := open(t, s.url(bucket, "stall", "")), open(t, s.url(bucket, "stall", "&timeout=1s"))
	ctx := context.Background()
	h := put(t, patient, "content")
	calls := map[string]func(context.Context) error{
		"Put":    func(ctx context.Context) error { _, _, err := b.Put(ctx, strings.NewReader("more")); return err },
		"Open":   func(ctx context.Context) error { _, err := b.Open(ctx, h); return err },
		"Has":    func(ctx context.Context) error { _, err := b.Has(ctx, h); return err },
		"Remove": func(ctx context.Context) error { return b.Remove(ctx, h) },
		"Old": func(ctx context.Context) error {
			return b.Old(ctx, testStart, func(store.Hash) error { return nil })
		},
	}
	s.do(hang)
	gone, leave := context.WithCancel(ctx)
	leave()
	for name, call := range calls {
		if err := call(gone); !errors.Is(err, context.Canceled) {
			t.Errorf("%s for a caller that is gone: %v", name, err)
		}
	}
	for name, call := range calls {
		if err := call(ctx); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "did not answer within") {
			t.Errorf("%s on a server that stalls: %v", name, err)
		}
	}
	// A server that stalls in the middle of its answer.
	s.do(func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Content-Length", "7")
		w.Header().Set("Last-Modified", testStart.UTC().Format(http.TimeFormat))
		_, _ = io.WriteString(w, "con")
		w.(http.Flusher).Flush()
		return hang(w, r)
	})
	if err := calls["Open"](ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Open on a server that stalls in the middle: %v", err)
	}
	// A client that has gone is not kept.
	s.do(hang)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := b.Put(gone, strings.NewReader("more")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put for a client that has gone: %v", err)
	}
	s.do(nil)
	if got := read(t, patient, h); got != "content" {
		t.Errorf("afterwards it holds %q", got)
	}
}

// TestAttempts holds that a failure that passes is not noticed, and that one
// that stays is tried three times and no more.
func TestAttempts(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	b := open(t, s.url(bucket, "attempts", ""))
	var requests, failures atomic.Int64
	s.do(func(w http.ResponseWriter, r *http.Request) bool {
		requests.Add(1)
		if failures.Add(-1) < 0 {
			return false
		}
		_, _ = io.CopyN(io.Discard, r.Body, 3)
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	content := strings.Repeat("content", 100_000)
	failures.Store(2)
	h := put(t, b, content)
	failures.Store(2)
	if got := read(t, b, h); got != content {
		t.Errorf("it holds %d bytes, want %d", len(got), len(content))
	}
	requests.Store(0)
	failures.Store(1000)
	if _, _, err := b.Put(context.Background(), strings.NewReader(content)); err == nil || requests.Load() != 3 {
		t.Errorf("Put on a server that only fails: %v after %d requests, want 3", err, requests.Load())
	}
	requests.Store(0)
	failures.Store(0)
	if has, err := b.Has(t.Context(), sha256.Sum256([]byte("none"))); has || err != nil || requests.Load() != 1 {
		t.Errorf("Has of unknown bytes = %t, %v after %d requests, want 1", has, err, requests.Load())
	}
}

// TestChangedOnTheWay flips a byte between us and the server: it refuses what
// does not have the hash, and keeps nothing.
func TestChangedOnTheWay(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	b := open(t, s.url(bucket, "changed", ""))
	s.do(func(_ http.ResponseWriter, r *http.Request) bool {
		body, err := io.ReadAll(r.Body)
		if err == nil && len(body) > 0 {
			body[0] ^= 1
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		return false
	})
	if _, _, err := b.Put(context.Background(), strings.NewReader("content")); err == nil {
		t.Error("Put of bytes that change on the way succeeds")
	}
	s.do(nil)
	if has, err := b.Has(t.Context(), sha256.Sum256([]byte("content"))); has || err != nil {
		t.Errorf("Has = %t, %v, want false", has, err)
	}
}
