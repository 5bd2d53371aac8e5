package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/fleetruns"
	"github.com/wxastore/wxastore/internal/parity/saved"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

const operatorToken = "0123456789abcdef-operator"

// operateAs sends "METHOD PATH" to a console, as its operator unless headers say
// otherwise. The answer of /api/feed, which does not end, is left unread.
func operateAs(t *testing.T, s *service, request, body string, headers map[string]string) (status int, answer string) {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	r, err := http.NewRequestWithContext(t.Context(), method, s.ConsoleURL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+operatorToken)
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if path == "/api/feed" {
		return resp.StatusCode, ""
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// operated is the JSON that a request is answered as it has to succeed.
func operated[T any](t *testing.T, s *service, request, body string) (out T) {
	t.Helper()
	status, answer := operateAs(t, s, request, body, nil)
	if err := json.Unmarshal([]byte(answer), &out); status != http.StatusOK || err != nil {
		t.Fatalf("%s: %d %v: %s", request, status, err, answer)
	}
	return out
}

// receiveMessages returns an address that takes messages of accounts.
func receiveMessages(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.Query().Get("echostr"))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// comparison is a folder with a saved comparison with Weixin, and its id.
func comparison(t *testing.T) (saved.Folder, string) {
	t.Helper()
	folder := saved.Folder(t.TempDir())
	id, _, err := folder.Save(api.ParityRun{})
	if err != nil {
		t.Fatal(err)
	}
	return folder, id
}

// fleetLedger is a ledger with a run that has an account, a picture, and a plan next to it.
func fleetLedger(t *testing.T, appID string) (many *fleetruns.Fleet, run, picture string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fleet.db")
	db, err := sqlite.OpenPlain(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	run, picture = "20260301-000000-aaaa", strings.Repeat("a", 64)
	l := sqlledger.New(db, sqlledger.Question, path+".lock")
	var plan bytes.Buffer
	err = errors.Join(l.Create(t.Context()), new(fleet.Plan).Save(&plan), os.WriteFile(filepath.Join(filepath.Dir(path), "spring.plan"), plan.Bytes(), 0o600), l.PutPicture(t.Context(), picture, []byte("no picture")))
	if err != nil {
		t.Fatal(err)
	}
	release, err := l.Hold(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	item := fleet.Item{Run: run, Desired: fleet.Desired{AppID: appID}, State: fleet.Done}
	if err := errors.Join(l.Write(t.Context(), fleet.Write{Run: &fleet.Run{ID: run}, Items: []fleet.Item{item}}), release()); err != nil {
		t.Fatal(err)
	}
	many = fleetruns.New(filepath.Dir(path), fleetruns.Place{Path: path, Open: func(context.Context) (*sqlledger.Ledger, func() error, error) { return l, db.Close, nil }})
	t.Cleanup(func() {
		if err := many.Close(); err != nil {
			t.Error(err)
		}
	})
	return many, run, picture
}

// TestEveryOperation asks a console that has a token, over a socket, for each operation
// that its OpenAPI document has: without the token, as another site's page, and as its
// operator: then each succeeds as the document says.
func TestEveryOperation(t *testing.T) {
	t.Parallel()
	const shop = seed.DemoAppID
	compared, run := comparison(t)
	many, fleetRun, picture := fleetLedger(t, shop)
	s := startOn(t, onSQLite(nil), platformSeed(t, "http://127.0.0.1:1/events"), func(c *app.Config) {
		c.ConsoleToken, c.Parity, c.Fleet = operatorToken, compared, many
	})
	operated[any](t, s, "PUT /api/accounts/"+shop, fmt.Sprintf(`{"kind":"service","version":"*","message_url":%q,"message_token":"token"}`, receiveMessages(t)))
	sent := operated[sent](t, s, "POST /api/send", `{"interface":"modifywxastore","appid":"`+shop+`","body":"{\"intro\":\"new\"}"}`)
	for _, sets := range []string{"[13]", "[8,13]"} {
		operated[any](t, s, "POST /api/components/wxplat/authorizations", `{"authorizer_appid":"wxshop","permission_sets":`+sets+`}`)
	}
	queued := operated[struct{ Events []struct{ ID string } }](t, s, "GET /api/events?target=wxplat", "").Events
	tokens := operated[struct{ Tokens []struct{ Hash string } }](t, s, "GET /api/accounts/"+shop+"/tokens", "").Tokens
	merchant := operated[struct{ Headimg string }](t, s, "GET /api/merchants/"+shop, "")
	operated[any](t, s, "POST /api/faults", `{"id":"drop","kind":"code","code":45009,"interface":"getmedia"}`)
	operated[any](t, s, "POST /api/seed", "accounts: [{appid: wxreviewed, secret: secret-of-wxreviewed, merchant: {state: waiting, nickname: 待审核}}]")
	operated[any](t, s, "POST /api/stores/"+shop, `{"poi_id":"400000009","name":"门店"}`)
	operated[any](t, s, "POST /api/cards/"+shop, `{"card_id":"pXcard","type":"MEMBER_CARD"}`)
	reviews := operated[struct {
		Reviews []struct {
			AuditID int `json:"audit_id"`
		}
	}](t, s, "GET /api/reviews?appid=wxreviewed", "").Reviews
	if len(reviews) != 1 {
		t.Fatalf("%d reviews", len(reviews))
	}
	_, snapshot := operateAs(t, s, "GET /api/snapshot", "", nil)
	if len(queued) < 2 || len(tokens) == 0 {
		t.Fatalf("%d events, %d tokens", len(queued), len(tokens))
	}

	// What the names in paths stand for, and the bodies of the requests that have one.
	names := strings.NewReplacer(
		"parity/{run}", "parity/"+run, "fleet/runs/{run}", "fleet/runs/"+fleetRun, "{item}", shop, "{plan}", "spring.plan", "fleet/pictures/{hash}", "fleet/pictures/"+picture,
		"reviews/{app_id}/{audit_id}", fmt.Sprint("reviews/wxreviewed/", reviews[0].AuditID),
		"{poi_id}", "400000009", "{card_id}", "pXcard", "merchants/{app_id}/application", "merchants/wxreviewed/application",
		"tokens/{hash}", "tokens/"+tokens[0].Hash, "pictures/{hash}", "pictures/"+merchant.Headimg, "{id}/resend", queued[1].ID+"/resend",
		"{target}/{id}", "wxplat/"+queued[0].ID, "{target}", "wxplat", "faults/{id}", "faults/drop", "places/{id}", "places/2708071440732747189", "{app_id}", shop, "{appid}", "wxplat",
		"{authorizer}", "wxshop", "{rid}", sent.RID, "{name}", "modifywxastore",
	)
	// One that was restored can be undone.
	operated[any](t, s, "POST /api/restore", snapshot)
	bodies := map[string]string{
		"POST /api/accounts":                          `{"appid":"wxnew","kind":"service"}`,
		"PUT /api/accounts/{app_id}":                  `{"kind":"service","version":"*"}`,
		"PUT /api/merchants/{app_id}":                 `{"state":"failed","nickname":"x","shown_version":"*"}`,
		"POST /api/components":                        `{"appid":"wxanother","name":"x"}`,
		"PUT /api/components/{appid}":                 `{"name":"y","version":"*"}`,
		"POST /api/clock":                             `{"advance":"1m"}`,
		"POST /api/components/{appid}/authorizations": `{"authorizer_appid":"wxshop","permission_sets":[13]}`,
		"POST /api/faults":                            `{"kind":"cut","interface":"getmedia"}`,
		"POST /api/merchants/{app_id}/revert":         `{"version":0}`,
		"PUT /api/merchants/{app_id}/application":     `{"state":"passed"}`,
		"POST /api/stores/{app_id}":                   `{"name":"another"}`,
		"PUT /api/stores/{app_id}/{poi_id}":           `{"name":"新门店","version":"*"}`,
		"POST /api/cards/{app_id}":                    `{"card_id":"pXnew","type":"MEMBER_CARD"}`,
		"PUT /api/cards/{app_id}/{card_id}":           `{"type":"GROUPON","version":"*"}`,
		"POST /api/places":                            `{"id":"7","name":"shop","district_id":"440105"}`,
		"POST /api/reviews":                           `{"action":"pass"}`,
		"POST /api/reviews/{app_id}/{audit_id}":       `{"action":"confirm"}`,
		"POST /api/reset":                             `{"confirm":true}`,
		"POST /api/restore":                           snapshot,
		"POST /api/undo":                              `{"confirm":true}`,
		"POST /api/seed":                              `accounts: [{appid: wxseeded, secret: secret-of-wxseeded}]`,
		"POST /api/send":                              `{"interface":"modifywxastore","body":"{}","appid":"` + shop + `"}`,
	}
	var document struct {
		Paths map[string]map[string]struct {
			Responses  map[string]any
			Security   []map[string]any
			Parameters []struct{ Name string }
		}
	}
	_, text := operateAs(t, s, "GET /openapi.json", "", nil)
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	asked, stales, changed := 0, 0, false
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(document.Paths[path])) {
			o, name := document.Paths[path][method], strings.ToUpper(method)+" "+path
			request, body := names.Replace(name), bodies[name]
			if open := len(o.Security) == 1; !open {
				if status, answer := operateAs(t, s, request, body, map[string]string{"Authorization": ""}); status != http.StatusUnauthorized {
					t.Errorf("%s without the token: %d %.200s", name, status, answer)
				}
				if status, answer := operateAs(t, s, request, body, map[string]string{"Origin": "https://evil.example"}); status != http.StatusForbidden {
					t.Errorf("%s from another site: %d %.200s", name, status, answer)
				}
			}
			if stale, ok := staleOf(name, request, body); ok {
				if status, answer := operateAs(t, s, stale[0], stale[1], nil); status != http.StatusConflict || !strings.Contains(answer, `"error":"`) {
					t.Errorf("%s of a version that is gone: %d %.200s", name, status, answer)
				}
				stales++
			}
			if changed { // by the operation before
				operated[any](t, s, "POST /api/restore", snapshot)
			}
			status, answer := operateAs(t, s, request, body, nil)
			if _, without := o.Responses["204"]; status != http.StatusOK && status != http.StatusNoContent || without != (status == http.StatusNoContent) {
				t.Errorf("%s: %d %.300s; if it is new, say above what its path names and what its body is", name, status, answer)
			}
			asked, changed = asked+1, method != "get"
		}
	}
	noted := make(map[string]api.AuditEntry)
	for _, e := range operated[api.AuditList](t, s, "GET /api/audit?limit=1000", "").Audit {
		if e.Outcome == "refused" { // of a version that is gone
			continue
		}
		if e.Outcome != "done" || e.By != "token" || e.Address != "127.0.0.1" || e.ID == "" || time.Since(e.At) > time.Hour {
			t.Errorf("the audit log has %+v", e)
		}
		noted[e.Operation] = e
	}
	// These are about everything.
	whole := []string{"POST /api/reset", "POST /api/restore", "POST /api/seed", "POST /api/undo", "POST /api/sign-in", "DELETE /api/faults", "POST /api/log/clear"}
	for path, methods := range document.Paths {
		for method := range methods {
			name := strings.ToUpper(method) + " " + path
			if e, ok := noted[name]; ok != (method != "get") || ok && e.Target == "" && !slices.Contains(whole, name) {
				t.Errorf("the audit log has of %s: %+v", name, e)
			}
		}
	}
	if stales < 15 {
		t.Errorf("only %d operations were asked for with a version that is gone", stales)
	}
	if asked < 50 {
		t.Errorf("only %d operations were asked for", asked)
	}
}

// staleOf is the request of an operation that names a version, with one that nothing has;
// ok is false for one that names none.
func staleOf(name, request, body string) (stale [2]string, ok bool) {
	const gone = "0123456789abcdef"
	for _, o := range ops.New(ops.Modules{}).Operations() {
		if o.Method+" "+o.Path != name || o.Unversioned != "" || o.Method == http.MethodGet {
			continue
		}
		if slices.ContainsFunc(o.Params(), func(p api.Param) bool { return p.Name == "version" }) {
			return [2]string{request + "?version=" + gone, body}, true
		}
		fields := make(map[string]any)
		if err := json.Unmarshal([]byte(body), &fields); err != nil {
			return stale, false
		}
		for _, f := range reflect.VisibleFields(o.Body()) {
			switch named, _, _ := strings.Cut(f.Tag.Get("json"), ","); named {
			case "seen":
				fields[named] = 999
			case "shown_version":
				fields[named] = gone
			case "version":
				if f.Type.Kind() == reflect.String {
					fields[named] = gone
				}
			}
		}
		if name == "POST /api/faults" {
			fields["id"] = "stale"
		}
		text, err := json.Marshal(fields)
		return [2]string{request, string(text)}, err == nil
	}
	return stale, false
}
