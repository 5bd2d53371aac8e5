package wxastoretest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestCallEndings looks at what a test sees of calls that ended in other ways
// than with an answer.
func TestCallEndings(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	post := func(ctx context.Context, token string) {
		req, err := http.NewRequestWithContext(ctx, "POST", srv.URL+weixin.ModifyMerchant.Path+"?access_token="+token, strings.NewReader(`{"intro":"a"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Trace", "7")
		req.Header.Set("Authorization", "Bearer "+srv.Secret)
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
		}
	}
	forged := []byte(srv.Token())
	for i := 60; i < 150; i++ {
		forged[i] = 'A'
	}
	post(t.Context(), string(forged))
	srv.Inject(wxastoretest.Fault{Do: wxastoretest.AnswerCode(weixin.DailyQuota), Times: 1})
	post(t.Context(), srv.Token())
	srv.Inject(wxastoretest.Fault{Do: wxastoretest.Delay(30 * time.Second), Times: 1})
	calls := srv.CallsOf(weixin.ModifyMerchant.Name)
	for len(calls) < 3 && t.Context().Err() == nil {
		// On a busy machine the client may hang up before the service has its call.
		ctx, hangUp := context.WithTimeout(t.Context(), 50*time.Millisecond)
		post(ctx, srv.Token())
		hangUp()
		// The service learns of it a moment later.
		for range 100 {
			if calls = srv.CallsOf(weixin.ModifyMerchant.Name); len(calls) >= 3 {
				break
			}
			time.Sleep(time.Millisecond)
		}
	}
	refused, injected, gone := calls[0], calls[1], calls[2]
	if refused.Kind != wxastoretest.CallRefused || refused.Reason != "no such token" || refused.AppID != "" || refused.Claimed != srv.AppID || refused.Request != `{"intro":"a"}` ||
		refused.Header.Get("X-Trace") != "7" || refused.Header.Get("Authorization") != "Bearer xxxx" {
		t.Errorf("refused: %+v", refused)
	}
	if injected.Kind != wxastoretest.CallInjected || injected.Fault == "" || injected.Reason != "injected by fault "+injected.Fault || injected.AppID != srv.AppID {
		t.Errorf("injected: %+v", injected)
	}
	if gone.Kind != wxastoretest.CallGone || gone.Status != 0 || gone.Code != weixin.OK || gone.Response != "" || !strings.HasPrefix(gone.Reason, "the client hung up after ") {
		t.Errorf("gone: %+v", gone)
	}
	if text := gone.String(); !strings.HasSuffix(text, " (gone: "+gone.Reason+")") {
		t.Errorf("on a line: %s", text)
	}
}
