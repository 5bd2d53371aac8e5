package network

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// probeTime bounds a name look-up, and each attempt to connect.
const probeTime = 2 * time.Second

// maxProbed bounds how many addresses of a name are tried.
const maxProbed = 8

// probe resolves the host of a URL and, if asked to, tries to connect to each
// of its addresses. Weixin pings; a connection to the port says more, and needs
// no privilege. The URL is the operator's, not the caller's.
//
//fidelity:differs the ping of callbackcheck | one ICMP packet | a TCP connection to the port of the message URL | it needs no privilege, and says more
//fidelity:choice callbackcheck operator | `real_operator` is always `DEFAULT`, `from_operator` what was asked for
//fidelity:choice callbackcheck private | a private address is not connected to, and loses all packages, unless the service may push there
//fidelity:choice callbackcheck addresses | at most 8 of a name are tried
func (m *Module) probe(ctx context.Context, address, action, operator string) weixin.CallbackCheckResponse {
	answer := weixin.CallbackCheckResponse{DNS: []weixin.CallbackDNS{}, Ping: []weixin.CallbackPing{}}
	target, err := url.Parse(address)
	if err != nil {
		return answer
	}
	for _, ip := range lookUp(ctx, target.Hostname()) {
		if action != "ping" {
			answer.DNS = append(answer.DNS, weixin.CallbackDNS{IP: ip, RealOperator: "DEFAULT"})
		}
		if action != "dns" {
			answer.Ping = append(answer.Ping, m.ping(ctx, ip, port(target), operator))
		}
	}
	return answer
}

func lookUp(ctx context.Context, host string) []string {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	ips, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return nil // a name that does not resolve has no addresses
	}
	return ips[:min(len(ips), maxProbed)]
}

func port(target *url.URL) string {
	switch {
	case target.Port() != "":
		return target.Port()
	case target.Scheme == "https":
		return "443"
	}
	return "80"
}

func (m *Module) ping(ctx context.Context, ip, port, operator string) weixin.CallbackPing {
	result := weixin.CallbackPing{IP: ip, FromOperator: operator, PackageLoss: "100%", Time: "0ms"}
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	conn, err := m.Dialer.DialContext(ctx, "tcp", net.JoinHostPort(ip, port))
	if err != nil {
		return result
	}
	defer conn.Close()
	result.PackageLoss = "0%"
	result.Time = fmt.Sprintf("%.3fms", float64(time.Since(began).Microseconds())/1000)
	return result
}
