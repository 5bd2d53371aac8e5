package component

import (
	"net/url"
	"strings"
	"testing"
)

// TestTarget holds where the authorization page may lead.
func TestTarget(t *testing.T) {
	for _, c := range []struct {
		address, domain string
		fits            bool
	}{
		{"https://platform.example.com/callback", "platform.example.com", true},
		{"http://platform.example.com/callback?x=1&y=%2F#top", "platform.example.com", true},
		{"https://Platform.Example.com/", "platform.example.com", true},
		{"https://platform.example.com:8443/", "platform.example.com", true},
		{"https://platform.example.com:8443/", "platform.example.com:8443", true},
		{"http://[::1]:8000/", "[::1]", true},
		{"https://platform.example.com:8444/", "platform.example.com:8443", false},
		{"https://platform.example.com/", "platform.example.com:8443", false},
		{"https://platform.example.com/", "", false},
		{"", "platform.example.com", false},
		{"/callback", "platform.example.com", false},
		{"//platform.example.com/", "platform.example.com", false},
		{"javascript:alert(1)", "platform.example.com", false},
		{"javascript://platform.example.com/%0aalert(1)", "platform.example.com", false},
		{"data:text/html,platform.example.com", "platform.example.com", false},
		{"ftp://platform.example.com/", "platform.example.com", false},
		{"https:platform.example.com", "platform.example.com", false},
		{"https:///platform.example.com", "platform.example.com", false},
		{"https://evil.example/", "platform.example.com", false},
		{"https://evil.example/https://platform.example.com/", "platform.example.com", false},
		{"https://evil.example/?https://platform.example.com/", "platform.example.com", false},
		{"https://evil.example#platform.example.com", "platform.example.com", false},
		{"https://evil.example?platform.example.com", "platform.example.com", false},
		{"https://platform.example.com.evil.example/", "platform.example.com", false},
		{"https://evilplatform.example.com/", "platform.example.com", false},
		{"https://sub.platform.example.com/", "platform.example.com", false},
		{"https://platform.example.com./", "platform.example.com", false},
		{"https://platform.example.com@evil.example/", "platform.example.com", false},
		{"https://user:pass@platform.example.com/", "platform.example.com", false},
		{"https://evil.example\\@platform.example.com/", "platform.example.com", false},
		{"https://platform.example.com\\.evil.example/", "platform.example.com", false},
		{"https://evil.example\t.platform.example.com/", "platform.example.com", false},
		{"https://platform.example.com\r\nLocation: https://evil.example", "platform.example.com", false},
		{" https://platform.example.com/", "platform.example.com", false},
		{"https://platform.example.com%00.evil.example/", "platform.example.com", false},
		{"https://platform。example.com/", "platform.example.com", false},
		{"https://platform.example.com/?auth_code=mine", "platform.example.com", false},
		{"https://platform.example.com/?a=1&expires_in=1", "platform.example.com", false},
		{"https://platform.example.com/?auth%5Fcode=mine", "platform.example.com", false},
	} {
		u, err := target(c.address, c.domain)
		if (err == nil) != c.fits {
			t.Errorf("%q to %q: %v", c.address, c.domain, err)
		}
		if err != nil {
			continue
		}
		to, err := url.Parse(withCode(u, "queryauthcode@@@x"))
		if err != nil || to.Host != u.Host || to.Path != u.Path || to.Query().Get("auth_code") != "queryauthcode@@@x" || to.Query().Get("expires_in") != "3600" {
			t.Errorf("%q leads to %q, %v", c.address, to, err)
		}
		if !strings.HasPrefix(to.RawQuery, u.RawQuery) {
			t.Errorf("%q: the query became %q", c.address, to.RawQuery)
		}
	}
}

// FuzzTarget leads nowhere but to the domain.
func FuzzTarget(f *testing.F) {
	f.Add("https://platform.example.com/?a=1")
	f.Add("https://platform.example.com@evil.example/")
	f.Add("//platform.example.com")
	f.Fuzz(func(t *testing.T, address string) {
		u, err := target(address, "platform.example.com")
		if err != nil {
			return
		}
		location := withCode(u, "code")
		if rest, ok := strings.CutPrefix(strings.ToLower(location), "http"); !ok ||
			!strings.HasPrefix(strings.TrimPrefix(rest, "s"), "://platform.example.com") || strings.ContainsAny(location, "\r\n\\ ") {
			t.Errorf("%q leads to %q", address, location)
		}
		parsed, err := url.Parse(location)
		if err != nil || parsed.Hostname() != strings.ToLower(parsed.Hostname()) && !strings.EqualFold(parsed.Hostname(), "platform.example.com") || parsed.User != nil {
			t.Errorf("%q leads to %q", address, location)
		}
	})
}
