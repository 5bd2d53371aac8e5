package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/console/api"
)

// TestAuditLog looks at what the audit log says of operations that were done, refused and
// made by a browser: no secret, and it survives a reset and goes along with a snapshot.
func TestAuditLog(t *testing.T) {
	t.Parallel()
	withToken := func(c *app.Config) { c.ConsoleToken = operatorToken }
	s := startOn(t, onSQLite(t), "", withToken)
	log := func(s *service) []api.AuditEntry {
		t.Helper()
		return operated[api.AuditList](t, s, "GET /api/audit", "").Audit
	}
	last := func(want string) {
		t.Helper()
		e := log(s)[0]
		if got := strings.Join([]string{e.Operation, e.By, e.Target, e.Version, e.Outcome, e.Reason}, "|"); got != want {
			t.Errorf("the audit log says\n%s, want\n%s", got, want)
		}
	}
	operated[any](t, s, "POST /api/accounts", `{"appid":"wxaudit","kind":"service"}`)
	last("POST /api/accounts|token|appid=wxaudit kind=service||done|")
	account := operated[api.Account](t, s, "PUT /api/accounts/wxaudit", fmt.Sprintf(`{"kind":"service","version":"*","message_url":"%s/?key=hidden","message_token":"hiddentwo","ip_list":["192.0.2.7"]}`, receiveMessages(t)))
	last("PUT /api/accounts/{app_id}|token|wxaudit kind=service|" + account.Version + "|done|")
	if status, _ := operateAs(t, s, "PUT /api/accounts/wxaudit", `{"kind":"mini","version":"0000000000000000"}`, nil); status < 400 {
		t.Fatalf("an account becomes another with %d", status)
	}
	if e := log(s)[0]; e.Outcome != "refused" || e.Reason == "" || e.Version != "0000000000000000" {
		t.Errorf("the audit log has %+v", e)
	}
	sent := operated[sent](t, s, "POST /api/send", `{"interface":"modifywxastore","appid":"wxaudit","body":"{\"intro\":\"hidden-three\"}"}`)
	if e := log(s)[0]; e.RID != sent.RID || e.Target != "appid=wxaudit interface=modifywxastore" {
		t.Errorf("the audit log has %+v, the call was %s", e, sent.RID)
	}
	operated[api.Clock](t, s, "POST /api/clock", `{"advance":"2h"}`)
	last("POST /api/clock|token|advance=2h0m0s||done|")

	// A browser that a link signs in has a name of its own.
	link := operated[api.Link](t, s, "POST /api/sign-in", "")
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.Get(s.ConsoleURL() + link.Path)
	if err != nil || len(resp.Cookies()) != 1 {
		t.Fatalf("the link: %v, %v", resp, err)
	}
	resp.Body.Close()
	session := log(s)[0]
	if session.Operation != "POST /login" || !strings.HasPrefix(session.By, "session ") || strings.Contains(resp.Cookies()[0].Value, strings.TrimPrefix(session.By, "session ")) {
		t.Errorf("the audit log has %+v", session)
	}
	status, answer := operateAs(t, s, "DELETE /api/faults", "", map[string]string{"Authorization": "", "Cookie": resp.Cookies()[0].String()})
	if e := log(s)[0]; e.Operation != "DELETE /api/faults" || e.By != session.By {
		t.Errorf("%d %s: the audit log has %+v", status, answer, e)
	}

	before := len(log(s))
	_, snapshot := operateAs(t, s, "GET /api/snapshot", "", nil)
	if status, answer := operateAs(t, s, "POST /api/reset", `{"confirm":true}`, nil); status != http.StatusNoContent {
		t.Fatalf("reset: %d %s", status, answer)
	}
	if all := log(s); len(all) != before+1 || all[0].Operation != "POST /api/reset" || all[0].Outcome != "done" {
		t.Errorf("after a reset the audit log has %d entries of %d: %+v", len(all), before+1, all[0])
	}
	other := startOn(t, onSQLite(t), "", withToken)
	operated[any](t, other, "POST /api/restore", snapshot)
	if all := log(other); len(all) != before+1 || all[0].Operation != "POST /api/restore" || all[before].Operation != log(s)[before].Operation {
		t.Errorf("after a restore elsewhere the audit log has %d entries of %d: %+v", len(all), before+1, all)
	}

	_, text := operateAs(t, s, "GET /api/audit?limit=1000", "", nil)
	for _, secret := range []string{"hidden", operatorToken, "code="} {
		if strings.Contains(text, secret) {
			t.Errorf("the audit log has %q:\n%s", secret, text)
		}
	}
}
