package origin

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// OtherPage reports whether a page of another origin made the request, reading
// ones included. A client that is not a browser says nothing of pages and is not
// one.
func OtherPage(r *http.Request) bool {
	asChange := r.WithContext(r.Context()) // a copy
	asChange.Method = http.MethodPost
	return new(http.CrossOriginProtection).Check(asChange) != nil
}

// HostName is the name in a Host header, an IPv6 address in its brackets.
func HostName(host string) (string, bool) {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		return host, host != ""
	}
	if name == "" || port == "" || strings.Trim(port, "0123456789") != "" {
		return "", false
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	return name, true
}

// ThisMachine reports whether a name from HostName only ever means this machine.
func ThisMachine(name string) bool {
	if strings.EqualFold(name, "localhost") || name == "[::1]" {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Is4() && ip.IsLoopback()
}

// notPublic are the top-level names that the public domain name system does not
// have (RFC 6761, RFC 8375, RFC 6762, ICANN for internal).
var notPublic = [...]string{"localhost", "test", "example", "invalid", "local", "internal", "home.arpa"}

// Rebindable reports whether a name from HostName may be a stranger's, who
// points it here to have his pages count as ours: a name of the public domain
// name system. An address is none, and neither is a name without a dot.
func Rebindable(name string) bool {
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return false
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if !strings.Contains(name, ".") {
		return false
	}
	for _, top := range notPublic {
		if strings.HasSuffix(name, "."+top) {
			return false
		}
	}
	return true
}

// forwarderHeaders are those that forwarders add, besides all that begin with
// X-Forwarded and X-Original.
var forwarderHeaders = [...]string{
	"Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "X-Envoy-External-Address",
	"True-Client-Ip", "Cf-Connecting-Ip", "Fastly-Client-Ip", "X-Appengine-User-Ip", "X-Proxyuser-Ip",
}

// Forwarded returns the header by which a request shows that a proxy passed it
// on, "" if it shows none. Then the connection does not tell whose it is.
func Forwarded(r *http.Request) string {
	for _, name := range forwarderHeaders {
		if len(r.Header[name]) > 0 {
			return name
		}
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Forwarded") || strings.HasPrefix(name, "X-Original-") {
			return name
		}
	}
	return ""
}
