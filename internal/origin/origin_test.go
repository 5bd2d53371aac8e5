package origin

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestForwarded(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"Forwarded": true, "Via": true, "X-Forwarded-For": true, "x-forwarded-host": true, "X-Forwarded-Proto": true, "X-Forwarded": true,
		"X-Real-IP": true, "CF-Connecting-IP": true, "X-Original-Forwarded-For": true,
		"Accept": false, "X-Forward": false, "Origin": false, "X-Requested-With": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set(name, "") // that it is there tells enough
		if got := Forwarded(r) != ""; got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestOtherPage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		site, origin string
		want         bool
	}{
		{"", "", false}, {"same-origin", "", false}, {"none", "", false},
		{"cross-site", "", true}, {"same-site", "", true}, {"", "http://127.0.0.1:3000", true}, {"", "null", true},
		{"", "http://example.com", false},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions} {
			r := httptest.NewRequest(method, "/", nil)
			if c.site != "" {
				r.Header.Set("Sec-Fetch-Site", c.site)
			}
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			if got := OtherPage(r); got != c.want || r.Method != method {
				t.Errorf("%s of site %q, origin %q: %t", method, c.site, c.origin, got)
			}
		}
	}
}

func TestRebindable(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"rebound.com": true, "127.0.0.1.nip.io": true, "rebound.com.": true, "localhost.evil.com": true, "api.weixin.qq.com": true,
		"localhost": false, "localhost.": false, "shop.localhost": false, "WX.Test": false, "wxastore": false, "api.example": false,
		"127.0.0.1": false, "10.0.0.1": false, "[::1]": false, "host.docker.internal": false, "nas.local": false, "x.home.arpa": false,
		"evil.nothome.arpa": true,
	} {
		if got := Rebindable(name); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
