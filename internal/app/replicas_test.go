package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// agree is how soon replicas agree, as the documentation says; slack is for a
// machine that is busy with other tests.
const (
	agree = time.Second
	slack = 4 * time.Second
)

// startTwo runs two services on one database.
func startTwo(t *testing.T, seed string) (one, two *service) {
	t.Helper()
	on := onPostgres(t)
	return startOn(t, on, seed), startOn(t, on, seed)
}

// soon waits until a replica says what it must.
func soon(t *testing.T, what string, holds func() bool) {
	t.Helper()
	began := time.Now()
	for !holds() {
		if time.Since(began) > agree+slack {
			t.Errorf("%s: the other replica does not agree after %v", what, agree+slack)
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("%s: the other replica agrees after %v", what, time.Since(began).Round(time.Millisecond))
}

// TestReplicasShareAQuota lets 64 clients on each of two services spend one
// quota of 1,000.
func TestReplicasShareAQuota(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("make test runs it")
	}
	const limit = 1000
	path := filepath.Join(t.TempDir(), "seed.yaml")
	text := fmt.Sprintf("accounts:\n  - {appid: wxq, secret: secret-of-wxq, quotas: {modifywxastore: {daily: %d}}, merchant: {}}\n", limit)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	one, two := startTwo(t, path)
	token := newPlayer(t, one, nil).token(t, "wxq")
	var ok, refused [2]int64
	var all sync.WaitGroup
	for i, s := range []*service{one, two} {
		all.Go(func() { ok[i], refused[i] = spend(t, []string{s.APIURL()}, token, limit) })
	}
	all.Wait()
	if ok[0]+ok[1] != limit || refused[0]+refused[1] != limit || ok[0] == 0 || ok[1] == 0 {
		t.Errorf("%v were answered 0 and %v 45009, want %d of each", ok, refused, limit)
	}
}

// TestReplicasAgree changes something on one service and looks at the other.
func TestReplicasAgree(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("make test runs it")
	}
	one, two := startTwo(t, "testdata/wire/seed.yaml")
	here, there := newPlayer(t, one, &pairs{set: make(map[string]bool)}), newPlayer(t, two, &pairs{set: make(map[string]bool)})
	modify := func(p *player, token string) weixin.Code {
		return p.code(t, "POST", weixin.ModifyMerchant.Path+"?access_token="+token, `{"intro":"by a replica"}`)
	}

	fetch := func(p *player, method, target, body string) string {
		raw := p.exchange(t, method, target, nil, []byte(body), false)
		var answer weixin.AccessTokenResponse
		if err := json.Unmarshal([]byte(raw.Body), &answer); err != nil || answer.AccessToken == "" {
			t.Fatalf("token: %s, %v", raw.Body, err)
		}
		logged.used(answer.AccessToken)
		return answer.AccessToken
	}
	stable := func(p *player, force bool) string {
		return fetch(p, "POST", weixin.GetStableAccessToken.Path, fmt.Sprintf(
			`{"grant_type":"client_credential","appid":"wxservice","secret":%q,"force_refresh":%t}`, secretOf("wxservice"), force))
	}
	classic := func(p *player) string {
		return fetch(p, "GET", weixin.GetAccessToken.Path+"?grant_type=client_credential&appid=wxservice&secret="+secretOf("wxservice"), "")
	}
	first := stable(here, false)
	if again := stable(there, false); again != first {
		t.Error("two replicas have two stable tokens")
	}
	second := stable(here, true)
	if got := modify(there, second); got != weixin.OK {
		t.Errorf("a token of the other replica: %d", got)
	}
	// There is no cache that would have to hear of it.
	if got := modify(there, first); got != weixin.InvalidCredential {
		t.Errorf("a token that was superseded by force on the other replica: %d", got)
	}

	old, fresh := classic(here), classic(here)
	if got := modify(there, old); got != weixin.OK {
		t.Errorf("a superseded token within its five minutes: %d", got)
	}
	one.console(t, "POST", "/api/clock", `{"advance":"301s"}`)
	soon(t, "clock, and a token after its five minutes", func() bool { return modify(there, old) == weixin.InvalidCredential })
	if got := modify(there, fresh); got != weixin.OK {
		t.Errorf("the token that replaced it: %d", got)
	}

	const hits = 10
	one.console(t, "POST", "/api/faults", fmt.Sprintf(`{"id":"few","kind":"code","code":45009,"count":%d,"appid":"wxservice"}`, hits))
	found := 0
	soon(t, "fault", func() bool {
		if modify(there, fresh) == weixin.DailyQuota {
			found++
		}
		return found > 0
	})
	for range hits {
		for _, p := range []*player{here, there} {
			if modify(p, fresh) == weixin.DailyQuota {
				found++
			}
		}
	}
	if found != hits {
		t.Errorf("a fault for %d calls hit %d", hits, found)
	}

	refused := here.exchange(t, "POST", weixin.ModifyMerchant.Path+"?access_token=nonsense", textproto.MIMEHeader{}, []byte("{}"), false)
	rid := ridForm.FindString(refused.Body)
	if rid == "" {
		t.Fatalf("no rid in %s", refused.Body)
	}
	// Each replica writes its calls when it comes to it: the others' may stand first.
	soon(t, "journal", func() bool { return strings.Contains(two.console(t, "GET", "/api/calls?limit=100", ""), rid) })
	http.DefaultClient.CloseIdleConnections()
}
