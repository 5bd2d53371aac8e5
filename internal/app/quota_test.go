package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/weixin"
)

// TestQuotaIsExact lets 64 clients spend a quota of 1,000, twice or WXASTORE_QUOTAS
// times: exactly 1,000 calls are answered 0 and all others 45009.
func TestQuotaIsExact(t *testing.T) { onEach(t, quotaIsExact) }

func quotaIsExact(t *testing.T, on func(*testing.T) database) {
	t.Parallel()
	const limit = 1000
	times := rounds.Of(t, "WXASTORE_QUOTAS", 1, 2)
	seed := "accounts:\n"
	for i := range times {
		seed += fmt.Sprintf("  - {appid: wx%d, secret: secret-of-wx%d, quotas: {modifywxastore: {daily: %d}}, merchant: {}}\n", i, i, limit)
	}
	path := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(path, []byte(seed), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startOn(t, on(t), path)
	p := newPlayer(t, s, nil)
	for i := range times {
		token := p.token(t, fmt.Sprintf("wx%d", i))
		if ok, refused := spend(t, []string{s.APIURL()}, token, 2*limit); ok != limit || refused != limit {
			t.Errorf("round %d: %d answered 0 and %d answered 45009", i+1, ok, refused)
		}
	}
}

// spend makes n calls from 64 clients, spread over the services, and
// returns how many were answered 0 and how many 45009.
func spend(t *testing.T, apis []string, token string, calls int64) (ok, refused int64) {
	t.Helper()
	var left, success, quota atomic.Int64
	left.Store(calls)
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var all sync.WaitGroup
	for i := range 64 {
		target := apis[i%len(apis)] + weixin.ModifyMerchant.Path + "?access_token=" + token
		all.Go(func() {
			for left.Add(-1) >= 0 {
				resp, err := client.Post(target, "", strings.NewReader("{}"))
				if err != nil {
					t.Error(err)
					return
				}
				text, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				var answer weixin.Status
				if err != nil || json.Unmarshal(text, &answer) != nil {
					t.Errorf("answered %q, %v", text, err)
				}
				switch answer.ErrCode {
				case weixin.OK:
					success.Add(1)
				case weixin.DailyQuota:
					quota.Add(1)
				default:
					t.Errorf("answered %s", text)
				}
			}
		})
	}
	all.Wait()
	return success.Load(), quota.Load()
}
