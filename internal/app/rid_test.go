package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/weixin"
)

// TestRIDs makes 1,000 calls, or WXASTORE_RIDS, that fail, from 64 clients, and looks each up by
// its rid: what it sent and was answered, masked, and only for its account.
func TestRIDs(t *testing.T) {
	t.Parallel()
	const clients = 64
	calls := rounds.Of(t, "WXASTORE_RIDS", 1000, 1000)
	p := newPlayer(t, start(t, "testdata/wire/seed.yaml"), nil)
	tokens := []string{p.token(t, "wxservice"), p.token(t, "wxother")}
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	post := func(path, token, body string) []byte {
		resp, err := client.Post(p.service.APIURL()+path+"?access_token="+token, "", strings.NewReader(body))
		if err != nil {
			t.Error(err)
			return nil
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Error(err)
		}
		return text
	}
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			var made [][2]string
			for i := c; i < calls; i += clients {
				body := fmt.Sprintf(`{"headimg_mediaid":"call %d"}`, i)
				answer := string(post(weixin.ModifyMerchant.Path, tokens[i%2], body))
				made = append(made, [2]string{body, answer})
			}
			for n, call := range made {
				i := c + n*clients
				rid := ridForm.FindString(call[1])
				ask := fmt.Sprintf(`{"rid":%q}`, rid)
				var info weixin.GetRIDInfoResponse
				text := post(weixin.GetRIDInfo.Path, tokens[i%2], ask)
				if err := json.Unmarshal(text, &info); err != nil || info.Request.RequestBody != call[0] || info.Request.ResponseBody != call[1] {
					t.Errorf("call %d: %s, %v", i, text, err)
				}
				if strings.Contains(string(text), tokens[i%2]) {
					t.Errorf("call %d: the token is not masked", i)
				}
				if n == 0 {
					var refused weixin.Status
					if err := json.Unmarshal(post(weixin.GetRIDInfo.Path, tokens[(i+1)%2], ask), &refused); err != nil || refused.ErrCode != weixin.RIDNoPermission {
						t.Errorf("call %d was told to another account: %+v, %v", i, refused, err)
					}
				}
			}
		})
	}
	all.Wait()
}
