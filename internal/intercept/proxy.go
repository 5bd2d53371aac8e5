package intercept

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/egress"
)

const (
	dialTime = 10 * time.Second
	// idleTime is how long nothing may pass through a tunnel.
	idleTime = 2 * time.Minute
)

// Config is what a proxy is made of.
type Config struct {
	// Hosts are the names whose calls are kept here, from ParseHosts.
	Hosts []string
	// PassOthers lets clients on this machine reach other hosts of the public
	// internet. Otherwise they are refused.
	PassOthers bool
	// API answers the calls that are kept here.
	API          http.Handler
	Certificates *Certificates
	Log          *slog.Logger
}

// Proxy is an HTTP proxy that keeps the calls to its hosts here.
type Proxy struct {
	config  Config
	kept    *handover
	tunnels *tunnels
	dialer  egress.Dialer
	forward *httputil.ReverseProxy
}

// NewProxy makes a proxy. Its caller serves the connections of Kept with the
// same handler, and ends with Drain and Close.
func NewProxy(c Config) *Proxy { return newProxy(c, false, idleTime) }

func newProxy(c Config, private bool, idle time.Duration) *Proxy {
	p := &Proxy{config: c, kept: newHandover(), tunnels: newTunnels(idle)}
	p.dialer = egress.Dialer{AllowPrivate: private, AllowNAT64: true, Timeout: dialTime}
	p.forward = p.newForward()
	return p
}

// Kept is where the connections come out that clients wanted to our hosts,
// with TLS around them where they asked for it.
func (p *Proxy) Kept() net.Listener { return p.kept }

// ServeHTTP answers one request to the proxy.
//
//fidelity:choice all proxy | our hosts on ports 443 and 80 are answered here; other hosts: HTTP 403, or passed on for clients on the same machine
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodConnect:
		p.connect(w, r)
	case r.URL.Host != "":
		p.absolute(w, r)
	default:
		refuse(w, http.StatusBadRequest, "This address is a proxy. Give it to clients as HTTPS_PROXY; wxastore env prints what they need.")
	}
}

// connect answers CONNECT host:port.
func (p *Proxy) connect(w http.ResponseWriter, r *http.Request) {
	host, port := split(r.URL.Host, "443")
	if !p.ours(host) {
		p.passThrough(w, r, host, port)
		return
	}
	if !p.portServed(w, host, port) {
		return
	}
	conn := p.hijack(w)
	if conn == nil {
		return
	}
	if port == "443" {
		conn = tls.Server(conn, p.config.Certificates.tlsFor(host))
	}
	p.kept.give(conn)
}

// absolute answers a request with a whole URL, such as GET http://host/path.
// Some clients send https:// so, too, and leave TLS to the proxy.
func (p *Proxy) absolute(w http.ResponseWriter, r *http.Request) {
	defaultPort := "80"
	if r.URL.Scheme == "https" {
		defaultPort = "443"
	}
	host, port := split(r.URL.Host, defaultPort)
	if p.ours(host) {
		if p.portServed(w, host, port) {
			r.Header.Del("Proxy-Connection")
			r.Header.Del("Proxy-Authorization")
			p.config.API.ServeHTTP(w, r)
		}
		return
	}
	if p.mayPass(w, r, host) {
		p.forward.ServeHTTP(w, r)
	}
}

func (p *Proxy) ours(host string) bool { return slices.Contains(p.config.Hosts, host) }

// portServed refuses other ports of our own hosts: they would lead to the real
// ones.
func (p *Proxy) portServed(w http.ResponseWriter, host, port string) bool {
	if port == "443" || port == "80" {
		return true
	}
	refuse(w, http.StatusForbidden, fmt.Sprintf("wxastore answers for %.100s on ports 443 and 80 only.", host))
	return false
}

// mayPass reports whether a client may go to a host that is not ours, and
// answers if not.
func (p *Proxy) mayPass(w http.ResponseWriter, r *http.Request, host string) bool {
	if !p.config.PassOthers {
		p.config.Log.Warn("the proxy refused another host", "host", fmt.Sprintf("%.100s", host), "client", r.RemoteAddr)
		refuse(w, http.StatusForbidden, fmt.Sprintf("This proxy of wxastore refuses %.100s: it only serves %s. To let others pass, start it with --proxy-others pass; to answer for this one, name it in --hosts.", host, strings.Join(p.config.Hosts, ", ")))
		return false
	}
	client, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !client.Addr().Unmap().IsLoopback() {
		refuse(w, http.StatusForbidden, fmt.Sprintf("This proxy of wxastore lets only clients on its own machine pass to %.100s.", host))
		return false
	}
	return true
}

// hijack takes over the connection of a CONNECT and says that it is open. A
// client may have sent more already; that is read first.
func (p *Proxy) hijack(w http.ResponseWriter) net.Conn {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		refuse(w, http.StatusHTTPVersionNotSupported, "CONNECT needs HTTP/1.1.")
		return nil
	}
	if err = conn.SetDeadline(time.Time{}); err == nil {
		_, err = conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n"))
	}
	if err != nil {
		conn.Close()
		return nil
	}
	if buffered.Reader.Buffered() > 0 {
		return early{conn, buffered.Reader}
	}
	return conn
}

// early is a connection of which something was read before.
type early struct {
	net.Conn
	reader *bufio.Reader
}

func (e early) Read(p []byte) (int, error) { return e.reader.Read(p) }

// CloseWrite ends one direction.
func (e early) CloseWrite() error {
	half, ok := e.Conn.(interface{ CloseWrite() error })
	if !ok {
		return e.Close()
	}
	return half.CloseWrite()
}

func refuse(w http.ResponseWriter, status int, sentence string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	fmt.Fprintln(w, sentence)
}
