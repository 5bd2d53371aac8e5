package edge

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// anybody lets every token in and counts nothing.
type anybody struct{}

func (anybody) Caller(context.Context, string, netip.Addr, time.Time) (Caller, error) {
	return Caller{AppID: "wx", Kind: weixin.ServiceAccount}, nil
}
func (anybody) Spend(context.Context, string, weixin.Page, time.Time) error { return nil }
func (anybody) Next(context.Context, weixin.Page, string) *Fault            { return nil }

// TestFailuresStayInside answers -1 to every failure that is not a refusal, and
// tells the log, not the caller, what happened.
func TestFailuresStayInside(t *testing.T) {
	const inside = "disk 7 of db-host-3 is full"
	for name, handle := range map[string]Handler[weixin.ModifyMerchantRequest, weixin.Status]{
		"error": func(context.Context, *Call, weixin.ModifyMerchantRequest) (weixin.Status, error) {
			return weixin.Status{}, errors.New(inside)
		},
		"panic": func(context.Context, *Call, weixin.ModifyMerchantRequest) (weixin.Status, error) {
			var words []string
			return weixin.Status{ErrMsg: words[len(inside)]}, nil
		},
	} {
		var log bytes.Buffer
		route := Serve(weixin.ModifyMerchant, handle)
		api := &API{
			routes: map[string]Route{route.page.Path: route}, callers: anybody{}, quotas: anybody{}, faults: anybody{},
			clock: time.Now, log: slog.New(slog.NewTextHandler(&log, nil)),
		}
		w := httptest.NewRecorder()
		api.ServeHTTP(w, httptest.NewRequest(http.MethodPost, route.page.Path+"?access_token=x", strings.NewReader("{}")))
		want := regexp.MustCompile(`^\{"errcode":-1,"errmsg":"system error rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"\}$`)
		if got := w.Body.String(); w.Code != http.StatusOK || !want.MatchString(got) {
			t.Errorf("%s: %d %s", name, w.Code, got)
		}
		if name == "error" && !strings.Contains(log.String(), inside) || name == "panic" && !strings.Contains(log.String(), "api_test.go") {
			t.Errorf("%s: the log does not say what happened: %s", name, log.String())
		}
	}
}

// TestNewAPIWantsEveryRoute refuses to serve a part of what is declared.
func TestNewAPIWantsEveryRoute(t *testing.T) {
	route := Serve(weixin.ModifyMerchant, func(context.Context, *Call, weixin.ModifyMerchantRequest) (weixin.Status, error) {
		return weixin.Success(), nil
	})
	for name, routes := range map[string][]Route{"none": nil, "one": {route}, "twice": {route, route}} {
		if _, err := NewAPI(Config{Routes: routes, Fallback: Undeclared}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestUnknownPathsSayWhetherWeixinHasThem reads the reason in the log.
func TestUnknownPathsSayWhetherWeixinHasThem(t *testing.T) {
	for path, want := range map[string]string{
		"/cgi-bin/menu/create": "not built here: Weixin has createcustommenu", "//cgi-bin/menu/create": "not built here: Weixin has createcustommenu",
		"/cgi-bin/media/uploadvideo": "not built here", "/cgi-bin/menu/create/": "no interface has this path", "/wxa/nothing": "no interface has this path",
	} {
		var log bytes.Buffer
		api := &API{fallback: Route{page: new(weixin.Page), serve: Undeclared}, clock: time.Now, log: slog.New(slog.NewTextHandler(&log, nil))}
		w := httptest.NewRecorder()
		api.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "http://api.weixin.qq.com"+path, strings.NewReader("{}")))
		if got := w.Body.String(); !strings.HasPrefix(got, `{"errcode":40066,"errmsg":"invalid url rid: `) || !strings.Contains(log.String(), want) {
			t.Errorf("%s: %s, reason %s, want %q", path, got, log.String(), want)
		}
	}
}
