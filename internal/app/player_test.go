package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/weixin"
)

// player plays goldens against a service. Besides what replay.Player reads, they
// have the directives of lever, and
//
//	#advance 2h                 moves the service's clock before each request
type player struct {
	*replay.Player
	service *service
	vars    map[string]string
}

// newPlayer returns a player that notes in seen, which may be nil, the codes that
// were answered.
func newPlayer(t *testing.T, s *service, seen *pairs) *player {
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	p := &player{service: s, vars: make(map[string]string)}
	p.Player = &replay.Player{
		BaseURL: s.APIURL(), Host: "api.weixin.qq.com", Client: &http.Client{Transport: transport}, Neutral: replay.Wxastore(), Vars: p.vars,
		Lookup: func(_ context.Context, name, arg string) (string, error) { return p.credential(t, name, arg) },
		Lever: func(_ context.Context, name string, words []string) error {
			if name != "advance" {
				return p.lever(t, name, words)
			}
			by, err := time.ParseDuration(words[0])
			s.clock.advance(by)
			return err
		},
		Section: func(_ context.Context, name, text string) (string, error) {
			if name == "state" {
				text = p.state(t, text)
			}
			return text, nil
		},
		Answered: func(path string, a replay.Answer) {
			for _, secret := range p.Neutral.Credentials(a) {
				logged.used(secret)
			}
			if seen != nil {
				seen.see(path, a.Body)
			}
		},
	}
	return p
}

// play sends a step's request and returns the answer as goldens show it.
func (p *player) play(t *testing.T, text string) string {
	t.Helper()
	answer, err := p.Step(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return p.Neutral.Text(answer)
}

// exchange sends a request as it is told and reads the answer.
func (p *player) exchange(t *testing.T, method, target string, header textproto.MIMEHeader, body []byte, chunked bool) replay.Answer {
	t.Helper()
	answer, err := p.Exchange(t.Context(), replay.Request{Method: method, Target: target, Header: http.Header(header), Body: body, Chunked: chunked})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

var ridForm = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}`)

// credential is the live token that goldens write as $TOKEN:appid for a seeded
// account, whose secret is "secret of APPID", as $OWN:component for a platform
// itself, and as $FOR:component_appid for a platform that calls for an account.
func (p *player) credential(t *testing.T, name, arg string) (string, error) {
	t.Helper()
	switch name {
	case "TOKEN":
		return p.token(t, arg), nil
	case "OWN":
		return p.platformToken(t, arg), nil
	case "FOR":
		component, account, _ := strings.Cut(arg, "_")
		return p.authorizerToken(t, component, account), nil
	}
	return "", errors.New("no such credential")
}

// token fetches the stable token of a seeded account, from an address that
// every list lets in.
func (p *player) token(t *testing.T, appID string) string {
	t.Helper()
	secret := secretOf(appID)
	logged.used(secret)
	body := fmt.Sprintf(`{"grant_type":%q,"appid":%q,"secret":%q}`, weixin.GrantClientCredential, appID, secret)
	raw := p.exchange(t, "POST", weixin.GetStableAccessToken.Path, nil, []byte(body), false)
	var answer weixin.AccessTokenResponse
	if err := json.Unmarshal([]byte(raw.Body), &answer); err != nil || answer.AccessToken == "" {
		t.Fatalf("token of %s: %s", appID, raw.Body)
	}
	logged.used(answer.AccessToken)
	return answer.AccessToken
}

// secretOf is the secret of an account of seed.yaml.
func secretOf(appID string) string { return "secret-of-" + appID }
