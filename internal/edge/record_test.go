package edge

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// kept are the calls that were recorded.
type kept struct{ records []journal.Entry }

func (k *kept) Record(r journal.Entry) { k.records = append(k.records, r) }

// onFirst does something before the first byte of an answer goes out.
type onFirst struct {
	http.ResponseWriter
	do func()
}

func (f onFirst) WriteHeader(status int) { f.do(); f.ResponseWriter.WriteHeader(status) }

func (f onFirst) Write(b []byte) (int, error) { f.do(); return f.ResponseWriter.Write(b) }

// faulty lets everybody in and disturbs every call.
type faulty struct {
	anybody
	fault *Fault
}

func (f faulty) Next(context.Context, weixin.Page, string) *Fault { return f.fault }

// TestRecordedFirst wants a call to be recorded when the first byte of its
// answer goes out, with what the answer is going to be.
func TestRecordedFirst(t *testing.T) {
	t.Parallel()
	const text = "饺子"
	modify := Serve(weixin.ModifyMerchant, func(_ context.Context, _ *Call, req weixin.ModifyMerchantRequest) (weixin.Status, error) {
		if req.Intro == "" {
			return weixin.Status{}, Refuse(weixin.IllegalIntro, "it is empty")
		}
		return weixin.Status{ErrMsg: strings.Repeat(text, 1<<16)}, nil // more than any buffer on the way
	})
	get := Serve(weixin.GetTempMedia, func(context.Context, *Call, weixin.GetTempMediaRequest) (weixin.TempMedia, error) {
		f := &weixin.File{Name: "a.png", ContentType: "image/png", Size: int64(len(text)), Content: io.NopCloser(strings.NewReader(text))}
		return weixin.TempMedia{File: f}, nil
	})
	for name, c := range map[string]struct {
		route          Route
		method, body   string
		fault          *Fault
		code           weixin.Code
		status         int
		answer, record string
	}{
		"long":    {modify, "POST", `{"intro":"x"}`, nil, weixin.OK, 200, `{"errcode":0,"errmsg":"` + text, `{"errcode":0,"errmsg":"` + text},
		"refused": {modify, "POST", "{}", nil, weixin.IllegalIntro, 200, `{"errcode":85036,"errmsg":"`, `{"errcode":85036,"errmsg":"`},
		"file":    {get, "GET", "", nil, weixin.OK, 200, text, "(image/png, 6 bytes)"},
		"status":  {modify, "POST", "{}", &Fault{ID: "f", Do: FaultStatus, Status: 502}, weixin.OK, 502, "", ""},
		"empty":   {modify, "POST", "{}", &Fault{ID: "f", Do: FaultEmpty}, weixin.OK, 200, "", ""},
		"garbage": {modify, "POST", "{}", &Fault{ID: "f", Do: FaultGarbage}, weixin.OK, 200, garbage, ""},
	} {
		recorder := new(kept)
		who := faulty{fault: c.fault}
		api := &API{
			routes: map[string]Route{c.route.page.Path: c.route}, callers: who, quotas: who, faults: who,
			recorder: recorder, clock: time.Now, log: slog.New(slog.DiscardHandler),
		}
		w, early := httptest.NewRecorder(), false
		first := onFirst{w, func() { early = early || len(recorder.records) == 0 }}
		api.ServeHTTP(first, httptest.NewRequest(c.method, c.route.page.Path+"?access_token=x&media_id=m", strings.NewReader(c.body)))
		if early || len(recorder.records) != 1 {
			t.Errorf("%s: %d records, answered before: %v", name, len(recorder.records), early)
			continue
		}
		got := recorder.records[0]
		if got.Code != int(c.code) || got.Status != c.status || !strings.HasPrefix(got.Response, c.record) || c.record == "" && got.Response != "" {
			t.Errorf("%s: recorded %d, %d, %.60q", name, got.Code, got.Status, got.Response)
		}
		if w.Code != c.status || !strings.HasPrefix(w.Body.String(), c.answer) || c.answer == "" && w.Body.Len() > 0 {
			t.Errorf("%s: answered %d %.60q", name, w.Code, w.Body)
		}
	}
}
