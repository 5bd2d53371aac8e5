package blobs3_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/freeport"
	"github.com/wxastore/wxastore/internal/store/blobs3"
	"github.com/wxastore/wxastore/internal/tools"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	bucket = "pictures"
	key    = "AKTESTONLY"
	secret = "a-secret-of-this-test-only"
)

// server is versitygw over a folder, a sub-folder of which is a bucket. It is
// reached through a proxy that can be told to misbehave.
type server struct {
	root  string
	proxy *httptest.Server
	// misbehave, if set, is given each request and returns whether it has dealt
	// with it.
	misbehave atomic.Pointer[func(http.ResponseWriter, *http.Request) bool]
}

func startServer(t *testing.T) *server {
	t.Helper()
	program := tools.Path(t, "versitygw")
	s := &server{root: filepath.Join(t.TempDir(), "root")}
	if err := os.MkdirAll(filepath.Join(s.root, bucket), 0o700); err != nil {
		t.Fatal(err)
	}
	var backend *url.URL
	for range 5 { // another process may take the port that was free
		address := freeAddress(t)
		if run(t, address, program, "--quiet", "--port", address, "posix", "--nometa", s.root) {
			backend = &url.URL{Scheme: "http", Host: address}
			break
		}
	}
	if backend == nil {
		t.Fatal("versitygw does not start")
	}
	forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(backend)
		r.Out.Host = r.In.Host // it is signed
	}}
	s.proxy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f := s.misbehave.Load(); f != nil && (*f)(w, r) {
			return
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		s.proxy.CloseClientConnections()
		s.proxy.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
	return s
}

func freeAddress(t *testing.T) string {
	t.Helper()
	address, err := freeport.Address()
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// run starts a program and waits until the address is taken; false if it ended
// before.
func run(t *testing.T, address, program string, args ...string) bool {
	t.Helper()
	var output bytes.Buffer
	command := exec.Command(program, args...)
	command.Env = []string{"ROOT_ACCESS_KEY_ID=" + key, "ROOT_SECRET_ACCESS_KEY=" + secret}
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = command.Wait()
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("%s printed:\n%s", program, output.String())
		}
	})
	for {
		select {
		case <-ended:
			return false
		case <-time.After(20 * time.Millisecond):
		}
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return true
		}
	}
}

// do makes the server deal with requests in another way; nil is as it is.
func (s *server) do(f func(http.ResponseWriter, *http.Request) bool) {
	if f == nil {
		s.misbehave.Store(nil)
		return
	}
	s.misbehave.Store(&f)
}

// url names a prefix of a bucket of the server.
func (s *server) url(bucket, prefix, more string) string {
	return fmt.Sprintf("s3://%s/%s?endpoint=%s%s", bucket, prefix, s.proxy.URL, more)
}

// environment has the credentials of the server.
func environment(secret string) func(string) string {
	return func(name string) string {
		return map[string]string{"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}[name]
	}
}

// try opens what a URL names.
func try(t *testing.T, text, secret string) (*blobs3.Bucket, error) {
	t.Helper()
	config, err := blobs3.Parse(text, environment(secret))
	if err != nil {
		t.Fatal(err)
	}
	config.Spool = filepath.Join(t.TempDir(), "spool")
	b, err := blobs3.Open(context.Background(), config)
	if err == nil {
		t.Cleanup(b.Close)
	}
	return b, err
}

func open(t *testing.T, text string) *blobs3.Bucket {
	t.Helper()
	b, err := try(t, text, secret)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// testStart is a time that all blobs of a test are put after.
var testStart = time.Now()

// openWith opens what a URL names with other credentials.
func openWith(t *testing.T, text string, getenv func(string) string) error {
	t.Helper()
	config, err := blobs3.Parse(text, getenv)
	if err != nil {
		return err
	}
	config.Spool = t.TempDir()
	b, err := blobs3.Open(context.Background(), config)
	if err == nil {
		b.Close()
	}
	return err
}
