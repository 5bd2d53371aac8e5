package intercept

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/tools"
)

// TestKept calls our host through the proxy in each way that clients have.
func TestKept(t *testing.T) {
	t.Parallel()
	r := start(t, setup{hosts: []string{"api.weixin.qq.com", "api2.example.com", "192.0.2.7"}})
	client := r.client(t, r.caFile())
	for url, want := range map[string]string{
		"https://api.weixin.qq.com/a":       "200 GET HTTP/1.1 tls=true /a ",
		"https://API.Weixin.QQ.com./a":      "200 GET HTTP/1.1 tls=true /a ",
		"https://api2.example.com/b":        "200 GET HTTP/1.1 tls=true /b ",
		"https://192.0.2.7/c":               "200 GET HTTP/1.1 tls=true /c ",
		"http://api.weixin.qq.com/d":        "200 GET HTTP/1.1 tls=false /d ",
		"http://api.weixin.qq.com:80/e":     "200 GET HTTP/1.1 tls=false /e ",
		"http://api.weixin.qq.com:8080/f":   "403 wxastore answers for api.weixin.qq.com on ports 443 and 80 only.\n",
		"http://api.weixin.qq.com.evil.com": "403 This proxy of wxastore refuses api.weixin.qq.com.evil.com: it only serves api.weixin.qq.com, api2.example.com, 192.0.2.7. To let others pass, start it with --proxy-others pass; to answer for this one, name it in --hosts.\n",
	} {
		if got, err := get(t.Context(), client, url); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", url, got, err, want)
		}
	}
}

// TestDefaultHosts calls every host that is kept here by default, through the
// proxy and over TLS.
func TestDefaultHosts(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	client := r.client(t, r.caFile())
	for _, host := range []string{
		"api.weixin.qq.com", "api2.weixin.qq.com", "sh.api.weixin.qq.com", "sz.api.weixin.qq.com", "hk.api.weixin.qq.com",
		"file.api.weixin.qq.com", "mp.weixin.qq.com", "mmbiz.qpic.cn",
	} {
		if got, err := get(t.Context(), client, "https://"+host+"/a"); err != nil || got != "200 GET HTTP/1.1 tls=true /a " {
			t.Errorf("%s through the proxy: %q, %v", host, got, err)
		}
		if _, err := presented(t, r, host, time.Now()); err != nil {
			t.Errorf("%s over TLS: %v", host, err)
		}
	}
	if got, err := get(t.Context(), client, "https://open.weixin.qq.com/"); err == nil {
		t.Errorf("open.weixin.qq.com: %s", got)
	}
}

// TestRawRequests writes to the proxy what clients' libraries would not.
func TestRawRequests(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	for request, want := range map[string]string{
		"GET https://api.weixin.qq.com/whole HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n": "200 OK GET HTTP/1.1 tls=false /whole ",
		"GET / HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n":                               "400 Bad Request This address is a proxy.",
		"CONNECT api.weixin.qq.com:22 HTTP/1.1\r\nHost: x\r\n\r\n":                        "403 Forbidden wxastore answers for",
		"CONNECT evil.com:443 HTTP/1.1\r\nHost: api.weixin.qq.com:443\r\n\r\n":            "403 Forbidden This proxy of wxastore refuses evil.com",
		"GET http://evil.com/ HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n":                "403 Forbidden This proxy of wxastore refuses evil.com",
		"GET http://api.weixin.qq.com@evil.com/ HTTP/1.1\r\nHost: x\r\n\r\n":              "403 Forbidden This proxy of wxastore refuses evil.com",
		"CONNECT [::1]:443 HTTP/1.1\r\nHost: x\r\n\r\n":                                   "403 Forbidden This proxy of wxastore refuses ::1",
		"CONNECT mail.example.com:25 HTTP/1.1\r\nHost: x\r\n\r\n":                         "403 Forbidden This proxy of wxastore refuses mail",
	} {
		conn, err := net.Dial("tcp", r.proxyAddr)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, request)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%q: %v", request, err)
		}
		body, _ := io.ReadAll(resp.Body)
		conn.Close()
		if got := resp.Status + " " + string(body); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %q, want %q", request, got, want)
		}
	}
}

// TestEager sends the hello of TLS together with the CONNECT, as some clients
// do.
func TestEager(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	conn, err := net.Dial("tcp", r.proxyAddr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	secure := tls.Client(&eager{Conn: conn}, &tls.Config{InsecureSkipVerify: true})
	fmt.Fprint(secure, "GET /eager HTTP/1.1\r\nHost: x\r\n\r\n")
	resp, err := http.ReadResponse(bufio.NewReader(secure), nil)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("%v, %v", resp, err)
	}
}

// eager puts a CONNECT before the first bytes written, and takes its answer out
// of those read.
type eager struct {
	net.Conn
	wrote, read bool
}

func (e *eager) Write(p []byte) (int, error) {
	if e.wrote {
		return e.Conn.Write(p)
	}
	e.wrote = true
	_, err := e.Conn.Write(append([]byte("CONNECT api.weixin.qq.com:443 HTTP/1.1\r\nHost: x\r\n\r\n"), p...))
	return len(p), err
}

func (e *eager) Read(p []byte) (int, error) {
	for line := ""; !e.read; e.read = strings.HasSuffix(line, "\r\n\r\n") {
		b := make([]byte, 1)
		for !strings.HasSuffix(line, "\r\n\r\n") {
			if _, err := e.Conn.Read(b); err != nil {
				return 0, err
			}
			line += string(b)
		}
	}
	return e.Conn.Read(p)
}

// TestCurl lets curl go through the proxy with the bundle.
func TestCurl(t *testing.T) {
	tools.Need(t, "curl")
	t.Parallel()
	r := start(t, setup{})
	for _, version := range []string{"--http1.1", "--http2"} {
		curl := exec.CommandContext(t.Context(), "curl", "-sS", "-m", "10", version, "https://api.weixin.qq.com/x", "-d", "body")
		curl.Env = []string{"HTTPS_PROXY=http://" + r.proxyAddr, "CURL_CA_BUNDLE=" + FilesIn(r.dir).Bundle}
		out, err := curl.CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), "POST HTTP/") || !strings.HasSuffix(string(out), " tls=true /x body") {
			t.Errorf("%s: %q, %v", version, out, err)
		}
	}
}

// TestSlowHandshakes lets many clients begin a handshake and not go on. Others
// are served meanwhile, and the slow ones are hung up on.
func TestSlowHandshakes(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	var slow []net.Conn
	for i := range 100 {
		addr := []string{r.proxyAddr, r.tlsAddr}[i%2]
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if addr == r.proxyAddr {
			fmt.Fprint(conn, "CONNECT api.weixin.qq.com:443 HTTP/1.1\r\nHost: x\r\n\r\n")
		}
		fmt.Fprint(conn, "\x16\x03\x01") // the beginning of a hello
		slow = append(slow, conn)
	}
	began := time.Now()
	if got, err := get(t.Context(), r.client(t, r.caFile()), "https://api.weixin.qq.com/a"); err != nil || !strings.HasPrefix(got, "200") {
		t.Errorf("next to slow clients: %q, %v", got, err)
	}
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("next to slow clients a call took %s", took)
	}
	for _, conn := range slow {
		if err := conn.SetReadDeadline(time.Now().Add(8 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Fatal("a slow client is still there")
		}
	}
}
