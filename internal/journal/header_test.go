package journal

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestHeaderLines leaves out credentials and what is more than is kept.
func TestHeaderLines(t *testing.T) {
	t.Parallel()
	const secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	header := http.Header{"User-Agent": {"u"}, "Accept": {"*/*"}}
	for _, name := range []string{
		"Authorization", "Proxy-Authorization", "Cookie", "X-Access-Token", "X-Api-Key", "Apikey", "X-Secret", "X-Password", "X-Session-Id",
		"Component-Verify-Ticket", "X-Signature", "X-Amz-Credential", "X-Jwt", "Www-Authenticate",
	} {
		header[name] = []string{secret, "Basic " + secret}
	}
	got := HeaderLines(header, "h", nil)
	if strings.Contains(got, secret[:8]) || strings.Contains(got, "User-Agent") {
		t.Errorf("kept: %s", got)
	}
	if want := "Host: h\nAccept: */*\nApikey: xxxx\nApikey: Basic xxxx\nAuthorization: xxxx\nAuthorization: Basic xxxx\n"; !strings.HasPrefix(got, want) {
		t.Errorf("got %s", got)
	}
	header = http.Header{"A": {strings.Repeat("a b", 1000)}}
	for i := range 100 {
		header.Set(fmt.Sprintf("X-%03d", i), strings.Repeat("y z", 60))
	}
	if got = HeaderLines(header, "", nil); len(got) > maxHeaderLines+maxHeaderValue || !strings.Contains(got, "… (3000 bytes)\n") || !strings.Contains(got, "X-010: ") {
		t.Errorf("%d bytes are kept: %s", len(got), got)
	}
}

// TestShorten leaves out what a cut goes through, which may be half a credential.
func TestShorten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"short":                  "short",
		"a secret=0f1e2d3c4b5a":  "a secret=… (21 bytes)",
		"a%20b 0f1e%2d3c4b5a":    "a%20b … (19 bytes)",
		"a b 饺子饺子饺子":             "a b 饺子饺… (22 bytes)",
		strings.Repeat("a", 600): strings.Repeat("a", 14) + "… (600 bytes)",
	} {
		if got := Shorten(text, 14); got != want {
			t.Errorf("%q is cut to %q, want %q", text, got, want)
		}
	}
}
