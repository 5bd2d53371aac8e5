package component

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// target returns where the authorization page may lead: an http or https
// address whose host is exactly the one that is registered for the platform,
// and whose port is, too, where one is registered.
//
//fidelity:official getpreauthcode redirect-domain | the page leads only to the domain that is registered for the platform | pages of the third-party platform
//fidelity:choice getpreauthcode redirect-domain | the host must be the same, letter by letter except case; http and https both; any port, unless one is registered
func target(address, domain string) (*url.URL, error) {
	const elsewhere = refused("the redirect_uri does not lead to the domain that is registered for the platform")
	// Browsers take a backslash for a slash and drop tabs and line ends.
	odd := func(c rune) bool { return c <= ' ' || c == '\\' || c >= 0x7f }
	if domain == "" {
		return nil, refused("no redirect domain is registered for the platform")
	}
	if strings.ContainsFunc(address, odd) {
		return nil, elsewhere
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" || u.User != nil {
		return nil, elsewhere
	}
	registered, err := url.Parse("//" + domain)
	if err != nil || u.Hostname() == "" || !strings.EqualFold(u.Hostname(), registered.Hostname()) {
		return nil, elsewhere
	}
	if port := registered.Port(); port != "" && u.Port() != port {
		return nil, elsewhere
	}
	// The rest of the host ends up in a header.
	if strings.Trim(u.Port(), "0123456789") != "" || strings.ContainsAny(u.Host, "%;,'\"") {
		return nil, elsewhere
	}
	for _, name := range []string{"auth_code", "expires_in"} {
		if u.Query().Has(name) {
			return nil, refused("the redirect_uri has a parameter " + name + " already")
		}
	}
	return u, nil
}

// withCode is the target with an authorization code.
//
//fidelity:official getpreauthcode redirect | `auth_code` and `expires_in` are added to the redirect_uri's query | pages of the third-party platform
func withCode(u *url.URL, code string) string {
	to := *u
	if to.RawQuery != "" {
		to.RawQuery += "&"
	}
	to.RawQuery += url.Values{"auth_code": {code}, "expires_in": {strconv.Itoa(weixin.AuthCodeSeconds)}}.Encode()
	return to.String()
}
