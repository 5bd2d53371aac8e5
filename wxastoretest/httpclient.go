package wxastoretest

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client returns an HTTP client whose requests to api.weixin.qq.com, over https
// or http and to its spare names as well, reach the service; others go where
// they say. Hand it to code whose base URL is fixed.
//
// Its transport is a plain *http.Transport that speaks HTTP to the service
// where TLS was asked for; so there is no certificate to trust, and the TLS
// field of an answer is nil.
func (s *Server) Client() *http.Client { return s.http }

func newHTTPClient(baseURL string) *http.Client {
	address := strings.TrimPrefix(baseURL, "http://")
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Client{Transport: &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) {
			if weixinHost(r.URL.Hostname()) {
				return nil, nil // the request stays in this process
			}
			return http.ProxyFromEnvironment(r)
		},
		DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
			if weixinAddress(to) {
				to = address
			}
			return dialer.DialContext(ctx, network, to)
		},
		DialTLSContext: func(ctx context.Context, network, to string) (net.Conn, error) {
			if weixinAddress(to) {
				return dialer.DialContext(ctx, network, address)
			}
			return (&tls.Dialer{NetDialer: dialer}).DialContext(ctx, network, to)
		},
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     time.Minute,
	}}
}

func weixinAddress(hostPort string) bool {
	host, _, err := net.SplitHostPort(hostPort)
	return err == nil && weixinHost(host)
}

// weixinHost reports whether Weixin answers calls under the name: api, and
// api2, sh.api, sz.api and hk.api for when that fails.
func weixinHost(host string) bool {
	name, ok := strings.CutSuffix(strings.ToLower(host), ".weixin.qq.com")
	return ok && (name == "api" || name == "api2" || strings.HasSuffix(name, ".api"))
}
