package account

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/weixin"
)

// TestTokensNameTheirAccount makes tokens of any account and reads them back.
func TestTokensNameTheirAccount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		appID := rapid.StringMatching(`[A-Za-z0-9_-]{1,64}`).Draw(t, "appid")
		derived, err := deriveToken(appID, "secret", []byte("salt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{formToken(appID, new(Module).Random.Bytes(secretSize(appID))), derived} {
			if got, ok := appOf(token); !ok || got != appID {
				t.Fatalf("%s names %q", token, got)
			}
			if len(token) != 157 {
				t.Fatalf("a token of %d characters", len(token))
			}
		}
	})
}

// TestDerivedTokens come out the same from the same secret and salt only.
func TestDerivedTokens(t *testing.T) {
	token := func(secret, salt string) string {
		derived, err := deriveToken("wx1", secret, []byte(salt))
		if err != nil {
			t.Fatal(err)
		}
		return derived
	}
	if first, second := token("a", "1"), token("a", "1"); first != second {
		t.Error("the same secret and salt made two tokens")
	}
	if token("a", "1") == token("b", "1") || token("a", "1") == token("a", "2") {
		t.Error("another secret or salt made the same token")
	}
}

// TestListed holds how an IP list is read.
func TestListed(t *testing.T) {
	for _, c := range []struct {
		list string
		from string
		want bool
	}{
		{"", "203.0.113.9", true},
		{"203.0.113.9", "203.0.113.9", true},
		{"203.0.113.9", "203.0.113.10", false},
		{"203.0.113.0/24", "203.0.113.10", true},
		{"203.0.113.77/24", "203.0.113.10", true},
		{"::ffff:203.0.113.9", "203.0.113.9", true},
		{"2001:db8::/32", "2001:db8::1", true},
		{"2001:db8::/32", "2001:db9::1", false},
		{"10.0.0.0/8 2001:db8::1", "2001:db8::1", true},
		{"0.0.0.0/0", "2001:db8::1", false},
	} {
		if got := listed(strings.Fields(c.list), netip.MustParseAddr(c.from)); got != c.want {
			t.Errorf("[%s] lets %s in: %t", c.list, c.from, got)
		}
	}
	if _, err := parseIPEntry("localhost"); err == nil {
		t.Error("a name was taken for an address")
	}
}

// FuzzToken reads tokens that nobody issued.
func FuzzToken(f *testing.F) {
	f.Add(formToken("wx0123456789abcdef", new(Module).Random.Bytes(secretSize("wx0123456789abcdef"))))
	f.Add("")
	f.Add("_")
	f.Add("75_" + strings.Repeat("A", 154))
	f.Add(strings.Repeat("9", 4000))
	f.Fuzz(func(t *testing.T, token string) {
		appID, ok := appOf(token)
		if !ok {
			return
		}
		if !ValidAppID(appID) {
			t.Errorf("names %q, which is not an app id", appID)
		}
		digits, _, _ := strings.Cut(token, "_")
		if secretPart := []byte(token)[len(digits):]; bytes.ContainsAny(secretPart, "\x00 ") {
			t.Errorf("%q is taken for a token", token)
		}
	})
}

// TestInvalidIPText has the text that was seen on the wire.
func TestInvalidIPText(t *testing.T) {
	const want = "invalid ip 218.76.8.29 ipv6 ::ffff:218.76.8.29, not in whitelist"
	if got := weixin.InvalidIPText(netip.MustParseAddr("218.76.8.29")); got != want {
		t.Errorf("%q", got)
	}
}
