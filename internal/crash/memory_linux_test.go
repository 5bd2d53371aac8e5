package crash

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/wxastore/wxastore/internal/built"
)

// maxResident is what the service may hold in memory, whatever callers send.
const maxResident = 150 << 20

// TestAnnouncedTrailers opens as many streams as the service takes on a few
// HTTP/2 connections, and announces on each as many trailers as a header holds.
func TestAnnouncedTrailers(t *testing.T) {
	const connections = 8
	p := startService(t, built.Program(t), "--demo", "--data", t.TempDir(), "--tls", "127.0.0.1:0")
	address := tlsAddress(t, p)
	before := peak(t, p)
	for range connections {
		taken := announce(t, address)
		if taken == 0 || taken > 32 {
			t.Errorf("a connection may have %d streams", taken)
		}
	}
	now := peak(t, p)
	t.Logf("%d MiB resident at most, %d before", now>>20, before>>20)
	if now > maxResident {
		t.Error("that is too much")
	}
	select {
	case <-p.exited:
		t.Errorf("the service ended: %v", p.err)
	default:
	}
}

// announce opens a connection, asks how many streams it may have, opens that
// many requests with a header full of trailers each and waits until the service
// has read them all. The connection stays open until the test ends.
func announce(t *testing.T, address string) (streams uint32) {
	t.Helper()
	conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}}) //nolint:gosec // an attacker does not look
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(startTime)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte(http2.ClientPreface)); err != nil {
		t.Fatal(err)
	}
	framer := http2.NewFramer(conn, conn)
	if err := framer.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	streams = 250 // Go's own, where a service says nothing
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		if settings, ok := frame.(*http2.SettingsFrame); ok && !settings.IsAck() {
			if most, ok := settings.Value(http2.SettingMaxConcurrentStreams); ok {
				streams = most
			}
			break
		}
	}
	block := trailerBlock(t)
	for i := range streams {
		first, rest := block[:min(len(block), 16<<10)], block[min(len(block), 16<<10):]
		if err := framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 2*i + 1, BlockFragment: first, EndHeaders: len(rest) == 0}); err != nil {
			t.Fatal(err)
		}
		for len(rest) > 0 {
			n := min(len(rest), 16<<10)
			if err := framer.WriteContinuation(2*i+1, n == len(rest), rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
	}
	if err := framer.WritePing(false, [8]byte{1}); err != nil {
		t.Fatal(err)
	}
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			t.Fatalf("after %d streams: %v", streams, err)
		}
		if ping, ok := frame.(*http2.PingFrame); ok && ping.IsAck() {
			return streams
		}
	}
}

// trailerBlock is the header of a request that announces thousands of trailers,
// without an entry in the compression's table.
func trailerBlock(t *testing.T) []byte {
	t.Helper()
	var names strings.Builder
	for i := 0; names.Len() < 27<<10; i++ {
		fmt.Fprintf(&names, "%s,", strconv.FormatInt(int64(i), 36))
	}
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for _, field := range []hpack.HeaderField{
		{Name: ":method", Value: "POST"}, {Name: ":scheme", Value: "https"},
		{Name: ":authority", Value: "api.weixin.qq.com"}, {Name: ":path", Value: "/cgi-bin/stable_token"}, // its body is read before anything is known of the caller
		{Name: "content-length", Value: "100"},
		{Name: "trailer", Value: strings.TrimSuffix(names.String(), ","), Sensitive: true},
	} {
		if err := encoder.WriteField(field); err != nil {
			t.Fatal(err)
		}
	}
	return block.Bytes()
}

// tlsAddress is where a service answers over TLS, by what it has printed.
func tlsAddress(t *testing.T, p *process) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^tls +https://(\S+)$`).FindStringSubmatch(p.stdout.String())
	if found == nil {
		t.Fatalf("the service did not say where its TLS is:\n%s", p.stdout)
	}
	if _, _, err := net.SplitHostPort(found[1]); err != nil {
		t.Fatal(err)
	}
	return found[1]
}

// peak is the most memory that a process has ever held, in bytes.
func peak(t *testing.T, p *process) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^VmHWM:\s+(\d+) kB$`).FindSubmatch(status)
	if found == nil {
		t.Fatalf("no peak of memory in\n%s", status)
	}
	kilobytes, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}
