package account

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// oneAccount knows every token as one account's.
type oneAccount struct {
	Port
	expires time.Time
}

func (o oneAccount) Bearer(context.Context, string, store.Hash) (store.Token, store.Account, error) {
	return store.Token{Kind: classicLine, ExpiresAt: o.expires}, store.Account{Kind: "service"}, nil
}

// BenchmarkCaller is what it costs to know a caller, without the store.
func BenchmarkCaller(b *testing.B) {
	module := &Module{Store: oneAccount{expires: noon.Add(time.Hour)}}
	token := formToken("wx0123456789abcdef", module.Random.Bytes(secretSize("wx0123456789abcdef")))
	from := netip.MustParseAddr("203.0.113.9")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := module.Caller(b.Context(), token, from, noon); err != nil {
			b.Fatal(err)
		}
	}
}
