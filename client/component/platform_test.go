package component_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/wxastoretest"
)

// merchants returns the app ids of n accounts.
func merchants(n int) []string {
	ids := make([]string, 0, n)
	for i := range n {
		ids = append(ids, fmt.Sprintf("wx%016x", i+1))
	}
	return ids
}

// platformSeed declares a platform and accounts; those of granted authorize it.
func platformSeed(eventURL string, accounts, granted []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "components:\n  - {appid: %s, secret: %s, token: %s, encoding_aes_key: %s, event_url: %q, redirect_domain: platform.example}\n",
		platformID, secret, signToken, platformKey, eventURL)
	b.WriteString("accounts:\n")
	for _, id := range accounts {
		fmt.Fprintf(&b, "  - {appid: %s, secret: %s, merchant: {nickname: shop, intro: as seeded}}\n", id, secret)
	}
	if len(granted) > 0 {
		b.WriteString("authorizations:\n")
	}
	for _, id := range granted {
		fmt.Fprintf(&b, "  - {component: %s, appid: %s}\n", platformID, id)
	}
	return b.String()
}

// platform is a component and the service that it calls.
type platform struct {
	*component.Component
	service *wxastoretest.Server
}

// newPlatform runs a service with the platform and returns a component of it
// that has a ticket.
func newPlatform(t *testing.T, store component.TokenStore, seed string) *platform {
	t.Helper()
	p := &platform{service: wxastoretest.Run(t, wxastoretest.WithSeed(seed))}
	p.Component = p.another(t, store)
	p.ticket(t)
	return p
}

// another returns a component with a store, as another process has it.
func (p *platform) another(t *testing.T, store component.TokenStore) *component.Component {
	t.Helper()
	c, err := component.New(component.Config{
		AppID: platformID, Secret: secret, Token: signToken, EncodingAESKey: platformKey, Store: store,
	}, client.WithBaseURL(p.service.URL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// ticket stores a new ticket.
func (p *platform) ticket(t *testing.T) {
	t.Helper()
	var made struct {
		Ticket string `json:"component_verify_ticket"`
	}
	p.console(t, http.MethodPost, "/ticket", nil, &made)
	if err := p.StoreTicket(t.Context(), made.Ticket, time.Now()); err != nil {
		t.Fatal(err)
	}
}

// authorize grants permission sets and returns the code.
func (p *platform) authorize(t *testing.T, appID string, sets ...int) string {
	t.Helper()
	var code struct {
		AuthCode string `json:"auth_code"`
	}
	p.console(t, http.MethodPost, "/authorizations", map[string]any{"authorizer_appid": appID, "permission_sets": sets}, &code)
	return code.AuthCode
}

func (p *platform) withdraw(t *testing.T, appID string) {
	t.Helper()
	p.console(t, http.MethodDelete, "/authorizations/"+appID+"", nil, nil)
}

// console asks the service's console about the platform.
func (p *platform) console(t *testing.T, method, path string, body, answer any) {
	t.Helper()
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		sent = bytes.NewReader(text)
	}
	req, err := http.NewRequest(method, p.service.ConsoleURL+"/api/components/"+platformID+path, sent)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := p.service.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %d %s %v", method, path, resp.StatusCode, text, err)
	}
	if answer != nil {
		if err := json.Unmarshal(text, answer); err != nil {
			t.Fatal(err)
		}
	}
}
