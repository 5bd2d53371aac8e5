package client

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/said"
)

// newHTTPClient returns an HTTP client with connections and limits of its own.
func newHTTPClient(timeout time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           dialer.DialContext,
			TLSHandshakeTimeout:   10 * time.Second,
			ResponseHeaderTimeout: time.Minute,
			IdleConnTimeout:       time.Minute,
			MaxIdleConnsPerHost:   32,
			ForceAttemptHTTP2:     true,
		},
		Timeout: timeout,
	}
}

// refuseRedirects returns h with redirects handed back as answers, unless its
// owner has decided on redirects.
func refuseRedirects(h *http.Client) *http.Client {
	if h.CheckRedirect != nil {
		return h
	}
	own := *h
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// parseBaseURL reads the address of a service. Its errors do not repeat the
// address, which may hold credentials.
func parseBaseURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil, !utf8.ValidString(address):
		return nil, said.Errorf("client: the base URL cannot be read: give one like %s", DefaultBaseURL)
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return nil, said.Errorf("client: the base URL is not an http or https URL: give one like %s", DefaultBaseURL)
	case u.User != nil:
		return nil, said.Errorf("client: the base URL holds a user: give it without")
	case u.RawQuery != "", u.ForceQuery, u.Fragment != "":
		return nil, said.Errorf("client: the base URL holds a query or a fragment: give it without")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = ""
	return u, nil
}
