package wxastoretest_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestRestart keeps ports and state: tokens, media, merchants, calls, faults
// and the time.
func TestRestart(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	token, url, console := srv.Token(), srv.URL, srv.ConsoleURL
	c := srv.API()
	if err := c.ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{Intro: "before"}); err != nil {
		t.Fatal(err)
	}
	id := srv.AddImage(srv.AppID, photo(9))
	srv.Inject(wxastoretest.Fault{Interface: weixin.GetTempMedia.Name, Do: wxastoretest.AnswerCode(weixin.SystemError)})
	srv.Advance(time.Hour)
	ahead := srv.Now()

	for range 3 {
		srv.Restart()
	}
	if srv.URL != url || srv.ConsoleURL != console {
		t.Errorf("the ports were %s and %s and are %s and %s", url, console, srv.URL, srv.ConsoleURL)
	}
	if got := srv.Token(); got != token {
		t.Errorf("the token was %q and is %q", token, got)
	}
	if now := srv.Now(); now.Before(ahead) {
		t.Errorf("the clock went back from %s to %s", ahead, now)
	}
	srv.CheckIntro(t, srv.AppID, "before")
	srv.CheckCalls(t, weixin.ModifyMerchant.Name, 1)
	if err := c.ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{HeadimgMediaID: id}); err != nil {
		t.Errorf("an earlier medium: %v", err)
	}
	srv.CheckHeadimg(t, srv.AppID, photo(9))
	if _, err := c.GetTempMedia(t.Context(), id); codeOf(err) != weixin.SystemError {
		t.Errorf("the earlier fault: %v", err)
	}
}

// TestRestartLetsCallsEnd restarts while a call is under way.
func TestRestartLetsCallsEnd(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	srv.Inject(wxastoretest.Fault{Times: 1, Interface: weixin.ModifyMerchant.Name, Do: wxastoretest.Delay(200 * time.Millisecond)})
	url := srv.URL + weixin.ModifyMerchant.Path + "?access_token=" + srv.Token()
	done := make(chan struct{})
	go func() {
		defer close(done)
		modify(t, srv.Client(), url, "slowly")
	}()
	time.Sleep(50 * time.Millisecond)
	srv.Restart()
	<-done
	srv.CheckIntro(t, srv.AppID, "slowly")
}

// TestClient reaches the service under Weixin's names, and others where they
// are.
func TestClient(t *testing.T) {
	t.Parallel()
	srv, other := wxastoretest.Run(t), wxastoretest.Run(t)
	for _, base := range []string{
		"https://api.weixin.qq.com", "http://api.weixin.qq.com", "https://API2.weixin.qq.com",
		"https://sh.api.weixin.qq.com:443", srv.URL,
	} {
		modify(t, srv.Client(), base+weixin.ModifyMerchant.Path+"?access_token="+srv.Token(), base)
		srv.CheckIntro(t, srv.AppID, base)
	}
	resp, err := srv.Client().Get(other.ConsoleURL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("another host: %s, %v", resp.Status, err)
	}
	if n := len(other.Calls()); n != 0 {
		t.Errorf("the other service had %d calls", n)
	}
}
