package app_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/weixin"
)

// TestHostileRequests sends what no client should, and then an ordinary call.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	const headerTime, readTime = time.Second, 2 * time.Second
	s := startOn(t, onSQLite(nil), "", func(c *app.Config) { c.HeaderTime, c.ReadTime = headerTime, readTime })
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	logged.used(token)
	logged.used(seed.DemoSecret)
	modify := weixin.ModifyMerchant.Path + "?access_token=" + token

	t.Run("10,001 headers", func(t *testing.T) {
		t.Parallel()
		var head strings.Builder
		for i := range 10_001 {
			fmt.Fprintf(&head, "X-%d: y\r\n", i)
		}
		resp := raw(t, s, "POST "+modify+" HTTP/1.1\r\nHost: x\r\n"+head.String()+"Content-Length: 2\r\n\r\n{}")
		if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("answered %s", resp.Status)
		}
	})
	t.Run("a header that never ends", func(t *testing.T) {
		t.Parallel()
		conn := dial(t, s)
		defer conn.Close()
		began := time.Now()
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\n", modify)
		for range 200 {
			if _, err := conn.Write([]byte("X-A: b\r\n")); err != nil {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if took := time.Since(began); took < headerTime || took > 15*headerTime {
			t.Errorf("the connection was open for %s", took)
		}
	})
	t.Run("a body that does not come", func(t *testing.T) {
		t.Parallel()
		began := time.Now()
		resp := raw(t, s, "POST "+modify+" HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
		if took := time.Since(began); resp.StatusCode != http.StatusOK || took < readTime || took > 15*readTime {
			t.Errorf("answered %s after %s", resp.Status, took)
		}
	})
	t.Run("no HTTP", func(t *testing.T) {
		t.Parallel()
		if resp := raw(t, s, "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("answered %s", resp.Status)
		}
	})
	t.Cleanup(func() {
		resp, err := http.Post(s.APIURL()+modify, "", strings.NewReader(`{"intro":"alive"}`))
		if err != nil {
			t.Fatal("the service is gone")
		}
		defer resp.Body.Close()
		if body, _ := io.ReadAll(resp.Body); string(body) != `{"errcode":0,"errmsg":"ok"}` {
			t.Errorf("the service answers %s", body)
		}
		http.DefaultClient.CloseIdleConnections()
	})
}

// TestLargeBodiesLeaveMemoryFlat sends many bodies that are refused or streamed
// and looks at how far the heap has grown.
func TestLargeBodiesLeaveMemoryFlat(t *testing.T) {
	s := start(t, "")
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	logged.used(token)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := watchHeap(t.Context(), func() {
		for range 2 {
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() { upload(t, s, token, 10<<20-100) })
				all.Go(func() { upload(t, s, token, 40<<20) })
				all.Go(func() { post(t, s, token, 64<<20) })
			}
			all.Wait()
		}
	})
	http.DefaultClient.CloseIdleConnections()
	runtime.GC()
	runtime.ReadMemStats(&after)
	const mib = 1 << 20
	if grown := int64(peak) - int64(before.HeapInuse); grown > 128*mib {
		t.Errorf("at its peak the heap was %d MiB larger", grown/mib)
	}
	if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 24*mib {
		t.Errorf("the heap stayed %d MiB larger", grown/mib)
	}
}

// watchHeap returns the largest heap seen while f runs.
func watchHeap(ctx context.Context, f func()) uint64 {
	ctx, stop := context.WithCancel(ctx)
	peak := make(chan uint64, 1)
	go func() {
		var most uint64
		for ctx.Err() == nil {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			time.Sleep(5 * time.Millisecond)
		}
		peak <- most
	}()
	f()
	stop()
	return <-peak
}

// upload sends a PNG of size bytes, without having them in memory.
func upload(t *testing.T, s *service, token string, size int64) {
	head := "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\n\r\n"
	tail := "\r\n--b--\r\n"
	png, err := replay.Content("png", "4x4")
	if err != nil {
		t.Fatal(err)
	}
	body := io.MultiReader(strings.NewReader(head), bytes.NewReader(png), io.LimitReader(zeros{}, size-int64(len(png))), strings.NewReader(tail))
	target := s.APIURL() + weixin.UploadTempMedia.Path + "?type=image&access_token=" + token
	send(t, target, "multipart/form-data; boundary=b", body, size+int64(len(head)+len(tail)))
}

// post sends a JSON body of size bytes.
func post(t *testing.T, s *service, token string, size int64) {
	send(t, s.APIURL()+weixin.ModifyMerchant.Path+"?access_token="+token, "application/json", io.LimitReader(zeros{}, size), size)
}

func send(t *testing.T, target, kind string, body io.Reader, size int64) {
	req, err := http.NewRequest(http.MethodPost, target, body)
	if err != nil {
		t.Error(err)
		return
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", kind)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return // refused before the body was sent
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Error(err)
	}
}

// zeros yields zero bytes for ever.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func dial(t *testing.T, s *service) net.Conn {
	t.Helper()
	address, err := url.Parse(s.APIURL())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", address.Host)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// raw writes bytes and reads an answer.
func raw(t *testing.T, s *service, request string) *http.Response {
	t.Helper()
	conn := dial(t, s)
	defer conn.Close()
	go func() { _, _ = io.WriteString(conn, request) }()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}
