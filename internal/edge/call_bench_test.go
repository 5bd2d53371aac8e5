package edge

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// forgetful records calls nowhere.
type forgetful struct{}

func (forgetful) Record(journal.Entry) {}

// unread is an answer that is not read.
type unread struct{ header http.Header }

func (u *unread) Header() http.Header               { return u.header }
func (u *unread) WriteHeader(int)                   {}
func (u *unread) Write(b []byte) (int, error)       { return len(b), nil }
func (u *unread) WriteString(s string) (int, error) { return len(s), nil }

// posted is a body that can be sent again.
type posted struct{ *strings.Reader }

func (posted) Close() error { return nil }

// ownCall returns a function that makes one call of modify_merchant. Everything
// in it that is not this package's costs next to nothing.
func ownCall(tb testing.TB) (call func()) {
	const text = `{"headimg_mediaid":"","intro":"手工水饺，现包现煮。周一至周日 10:00-22:00，外卖十公里内送达。"}`
	route := Serve(weixin.ModifyMerchant, func(context.Context, *Call, weixin.ModifyMerchantRequest) (weixin.Status, error) {
		return weixin.Success(), nil
	})
	api := &API{
		routes: map[string]Route{route.page.Path: route}, callers: anybody{}, quotas: anybody{}, faults: anybody{},
		recorder: forgetful{}, observe: func(Observed) {}, clock: time.Now,
		log: slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	body := posted{strings.NewReader(text)}
	r := httptest.NewRequest(http.MethodPost, route.page.Path+"?access_token=55_"+strings.Repeat("x", 154), body.Reader)
	r.Body = body
	r.Header.Set("User-Agent", "wxastore-client")
	local := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), http.LocalAddrContextKey, local))
	tb.Cleanup(cancel)
	r = r.WithContext(ctx)
	w := &unread{header: make(http.Header)}
	return func() {
		body.Reset(text)
		clear(w.header)
		api.ServeHTTP(w, r)
	}
}

// BenchmarkCall is what a call costs here, without the network, the store and
// the journal.
func BenchmarkCall(b *testing.B) {
	call := ownCall(b)
	b.ReportAllocs()
	for b.Loop() {
		call()
	}
}
