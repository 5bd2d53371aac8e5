package account

import (
	"bytes"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// TestCarried has tokens bring back what they carry, and series their platform.
func TestCarried(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		appID := rapid.StringMatching(`[A-Za-z0-9_-]{1,64}`).Draw(t, "appid")
		carried := rapid.SliceOfN(rapid.Byte(), carriedSize, carriedSize).Draw(t, "carried")
		token := formToken(appID, append(new(Module).Random.Bytes(secretSize(appID)-carriedSize), carried...))
		if got, ok := appOf(token); !ok || got != appID || !bytes.Equal(carriedBy(token), carried) {
			t.Fatalf("%s: %s, %x", token, got, carriedBy(token))
		}
		component, generation, ok := componentOf(authorizerLine(appID, "generation"))
		if !ok || component != appID || generation != "generation" {
			t.Fatalf("%q, %q, %t", component, generation, ok)
		}
	})
	for _, line := range []string{classicLine, stableLine, componentLine} {
		if _, _, ok := componentOf(line); ok {
			t.Errorf("series %s was taken for a platform's", line)
		}
	}
}

// TestPlatforms walks the refusals of a platform's secret, in order.
func TestPlatforms(t *testing.T) {
	listed, elsewhere := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	platform := store.Account{AppID: "wxplat", Kind: store.KindComponent, SecretHash: HashSecret("right"), IPList: []string{"192.0.2.1"}}
	for _, c := range []struct {
		account store.Account
		secret  string
		from    *netip.Addr
		want    weixin.Code
	}{
		{store.Account{Kind: "service", SecretHash: HashSecret("right")}, "", &elsewhere, weixin.InvalidComponent},
		{platform, "", &elsewhere, weixin.AppSecretMissing},
		{platform, "wrong", &elsewhere, weixin.InvalidAppSecret},
		{platform, "right", &elsewhere, weixin.AddressNotRegistered},
		{platform, "right", new(netip.Addr), weixin.AddressNotRegistered},
		{platform, "right", &listed, weixin.OK},
		{platform, "right", nil, weixin.OK},
	} {
		if got := codeOf(t, checkPlatform(c.account, c.secret, c.from)); got != c.want {
			t.Errorf("%+v: %d, want %d", c, got, c.want)
		}
	}
}
