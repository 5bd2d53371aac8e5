package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// console posts to the operator's listener and returns the answer.
func (s *service) console(t *testing.T, method, path, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.ConsoleURL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s %s: %s: %s, %v", method, path, resp.Status, text, err)
	}
	return string(text)
}

// code makes a call with a JSON body and returns the code of its answer.
func (p *player) code(t *testing.T, method, target, body string) weixin.Code {
	t.Helper()
	raw := p.exchange(t, method, target, textproto.MIMEHeader{}, []byte(body), false)
	var answer weixin.Status
	if err := json.Unmarshal([]byte(raw.Body), &answer); err != nil {
		t.Fatalf("%s %s: %q: %v", method, target, raw.Body, err)
	}
	return answer.ErrCode
}

// TestAdvance advances the clock through the console: tokens expire, media
// expire, quotas are fresh, and calls are forgotten.
func TestAdvance(t *testing.T) { onEach(t, advance) }

func advance(t *testing.T, on func(*testing.T) database) {
	t.Parallel()
	p := newPlayer(t, startOn(t, on(t), "testdata/wire/seed.yaml"), &pairs{set: make(map[string]bool)})
	modify := func(token, body string) weixin.Code {
		return p.code(t, "POST", weixin.ModifyMerchant.Path+"?access_token="+token, body)
	}
	advance := func(by string) { p.service.console(t, "POST", "/api/clock", `{"advance":"`+by+`"}`) }

	old := p.token(t, "wxservice")
	advance("7199s")
	if got := modify(old, `{"intro":"to the end"}`); got != weixin.OK {
		t.Errorf("a token in its last second: %d", got)
	}
	advance("2s")
	if got := modify(old, `{"intro":"past the end"}`); got != weixin.AccessTokenExpired {
		t.Errorf("a token after 7,201 s: %d", got)
	}

	p.play(t, "#file media=photo.png png 4x4\n#save MEDIA media_id\nPOST /cgi-bin/media/upload?access_token=$TOKEN:wxservice&type=image\n")
	advance("72h")
	fresh, media := p.token(t, "wxservice"), p.vars["MEDIA"]
	if got := modify(fresh, `{"headimg_mediaid":"`+media+`"}`); got != weixin.UnusableMedia {
		t.Errorf("a medium after 3 days on modify: %d", got)
	}
	if got := p.code(t, "GET", weixin.GetTempMedia.Path+"?access_token="+fresh+"&media_id="+media, ""); got != weixin.InvalidMediaID {
		t.Errorf("a medium after 3 days on get: %d", got)
	}

	fetch := weixin.GetAccessToken.Path + "?grant_type=client_credential&appid=wxtwice&secret=" + secretOf("wxtwice")
	for _, want := range []weixin.Code{weixin.OK, weixin.OK, weixin.DailyQuota} {
		if got := p.code(t, "GET", fetch, ""); got != want {
			t.Errorf("a fetch of two a day: %d, want %d", got, want)
		}
	}
	advance("24h")
	if got := p.code(t, "GET", fetch, ""); got != weixin.OK {
		t.Errorf("a fetch a day later: %d", got)
	}

	advance("168h")
	if got := p.service.console(t, "GET", "/api/calls", ""); strings.Contains(got, weixin.ModifyMerchant.Name) {
		t.Errorf("calls of more than 7 days ago are still there: %s", got)
	}
}
