package parity_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/parity"
)

// TestAnswerBeforeTheWholeRequest asks a service that answers a large request unread and
// ends the connection: the answer counts, and not that the rest could not be sent.
func TestAnswerBeforeTheWholeRequest(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 512))
			_, _ = fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
			_ = conn.Close() // with what was sent unread, which resets the connection
		}
	}()
	client := parity.NewHTTPClient(10 * time.Second)
	defer client.CloseIdleConnections()
	for range 20 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+listener.Addr().String(), bytes.NewReader(make([]byte, 8<<20)))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
}
