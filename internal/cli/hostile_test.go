package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// nasty is what a server may put into any text: an escape that clears the screen,
// one of a single character, the end of a title, a backspace, a return, and an
// override of the writing direction.
const nasty = "A\x1b[2JB\u009b31mC\x07D\bE\x7fF\u0085G\rH\u202eI"

// hostile answers everything with nasty texts, as the API and as the console.
type hostile struct{ refuse, notJSON bool }

func (h hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	if h.notJSON {
		fmt.Fprint(w, nasty)
		return
	}
	if h.refuse {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			w.WriteHeader(http.StatusConflict)
		}
		answer(w, map[string]any{"errcode": 85056, "errmsg": nasty, "error": nasty})
		return
	}
	if strings.HasPrefix(r.URL.Path, "/api/feed") {
		answer(w, map[string]any{"kind": "call", "call": map[string]any{"at": "2026-03-01T00:00:00Z", "code": 0, "interface": nasty, "appid": nasty, "cost": nasty, "rid": nasty}})
		return
	}
	record := map[string]any{
		"appid": nasty, "name": nasty, "kind": nasty, "nickname": nasty, "intro": nasty, "state": nasty, "hash": nasty, "id": nasty, "target": nasty,
		"event_url": nasty, "redirect_domain": nasty, "permission_sets": []int{8}, "authorizer_appid": nasty, "interface": nasty, "rid": nasty,
		"caller": nasty, "after_intro": nasty, "last_error": nasty, "cost": nasty, nasty: nasty,
	}
	all := map[string]any{
		"access_token": nasty, "expires_in": 7200, "media_id": nasty, "thumb_media_id": nasty, "type": nasty, "created_at": 1,
		"request": map[string]any{"invoke_time": 1, "request_url": nasty, "request_body": nasty, "response_body": nasty, "client_ip": nasty},
		"secret":  nasty, "body": nasty, "status": 200, "auth_code": nasty, "path": nasty, "valid": nasty, "component_verify_ticket": nasty, "pushed": true, "waits_for": nasty, "ahead": 1, "last_error": nasty, "next": nasty, "total": 1,
	}
	for name, value := range record {
		all[name] = value
	}
	// What the commands about stores read.
	one := map[string]any{
		"poi_id": nasty, "business_name": nasty, "address": nasty, "telephone": nasty, "city": nasty, "province": nasty, "district": nasty, "open_time": nasty,
		"qualification_num": nasty, "qualification_name": nasty, "photo_list": []any{map[string]any{"photo_url": nasty}},
	}
	all["business"], all["business_list"], all["card_id"], all["url"] = map[string]any{"base_info": one}, []any{map[string]any{"base_info": one}}, nasty, nasty
	all["result"] = []any{[]any{map[string]any{"id": nasty, "fullname": nasty, "name": "x", "cidx": []int{0, 9}}, map[string]any{"id": nasty, "fullname": nasty, "name": "y"}}}
	all["data"] = map[string]any{
		"reason": nasty, "status": 3, "audit_id": 1,
		"item": []any{map[string]any{"branch_name": nasty, "address": nasty, "telephone": nasty, "category": nasty, "sosomap_poi_uid": nasty}},
		"all_category_info": map[string]any{"categories": []any{
			map[string]any{"id": 1, "level": 1, "name": nasty},
			map[string]any{"id": 2, "level": 2, "name": nasty, "father": 1, "sensitive_type": 1, "qualify": map[string]any{"exter_list": []any{map[string]any{"inner_list": []any{map[string]any{"name": nasty}}}}}},
		}},
	}
	for _, list := range []string{"accounts", "merchants", "calls", "faults", "quotas", "tokens", "changes", "components", "authorizations", "events", "reviews", "places", "stores", "cards", "audit"} {
		all[list] = []any{record}
	}
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		all["errcode"], all["errmsg"] = 0, nasty
	}
	answer(w, all)
}

// answer writes JSON as other encoders do, which escape no more than they must.
func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
}

// asking are the commands that print what a server says, with arguments. Those
// that ask no server are in silent.
func asking(dir string) map[string][]string {
	rid := "6aac0064-355b48ab-4c5b487e"
	return map[string][]string{
		"modify": {"--intro", "x", "--headimg", filepath.Join(dir, "head.png")}, "upload": {filepath.Join(dir, "head.png")}, "token": nil, "open": nil,
		"call": {"getapiquota", `{"cgi_path":"/x"}`}, "rid": {rid},
		"stores categories": nil, "stores audit": nil, "stores districts": nil, "stores search": {"1", "x"}, "stores list": nil, "stores info": {"1"}, "stores delete": {"1", "--yes"},
		"stores apply": {"--category", "2", "--nickname", "x", "--intro", "x", "--headimg", filepath.Join(dir, "head.png"), "--paper", filepath.Join(dir, "head.png")},
		"stores add":   {"1", "--phone", "1", "--licence", "1", "--picture", filepath.Join(dir, "head.png")}, "stores update": {"1", "--phone", "1"}, "stores card": {"1"},
		"stores place":   {"x", "--district", "y", "--address", "x", "--lat", "1", "--lng", "1", "--category", "a:b", "--phone", "1", "--photo", "http://x", "--licence", "http://x", "--intro", "x"},
		"component list": nil, "component push-ticket": nil, "component authorize": {"wx1"}, "component revoke": {"wx1", "--yes"},
		"component events": nil, "component resend": {"x"}, "component drop": {"x", "--yes"},
		"admin accounts list": nil, "admin accounts show": {"wx1"}, "admin accounts create": {"wx1"}, "admin accounts put": {"wx1"}, "admin accounts drop": {"wx1", "--yes"}, "admin accounts token": {"wx1"},
		"admin accounts secret": {"wx1", "--yes"}, "admin accounts check": {"wx1"}, "admin accounts test": {"wx1"}, "admin accounts tokens": {"wx1"}, "admin accounts authorizations": {"wx1"}, "admin accounts revoke": {"wx1", "x", "--yes"},
		"admin events list": nil, "admin events show": {"wx1", "x"}, "admin events resend": {"wx1", "x"}, "admin events drop": {"wx1", "x", "--yes"},
		"admin merchants list": nil, "admin merchants show": {"wx1"}, "admin merchants put": {"wx1", "approved"}, "admin merchants drop": {"wx1", "--yes"}, "admin merchants history": {"wx1"}, "admin merchants revert": {"wx1", "0"},
		"admin components list": nil, "admin components show": {"wx1"}, "admin components create": {"wx1"}, "admin components put": {"wx1"}, "admin components drop": {"wx1", "--yes"},
		"admin calls list": nil, "admin calls count": nil, "admin calls clear": {"--yes"}, "admin search": {"x"}, "admin calls show": {rid}, "admin calls tail": {"--count", "1"},
		"admin send":       {"modifywxastore", "{}", "--as", "wx1"},
		"admin clock show": nil, "admin clock set": {"2026-03-01"}, "admin clock advance": {"1h"}, "admin clock scale": {"1"}, "admin clock reset": nil,
		"admin faults list": nil, "admin faults put": {`{}`}, "admin faults drop": {"x", "--yes"}, "admin faults clear": {"--yes"},
		"admin reviews list": nil, "admin reviews show": {"wx1", "1"}, "admin reviews decide": {"wx1", "1", "pass"}, "admin reviews decideall": {"pass"},
		"admin applications show": {"wx1"}, "admin applications set": {"wx1", "passed"},
		"admin stores list": {"wx1"}, "admin stores show": {"wx1", "1"}, "admin stores add": {"wx1"}, "admin stores put": {"wx1", "1"}, "admin stores drop": {"wx1", "1", "--yes"},
		"admin cards list": {"wx1"}, "admin cards add": {"wx1", "x"}, "admin cards show": {"wx1", "x"}, "admin cards put": {"wx1", "x"}, "admin cards drop": {"wx1", "x", "--yes"},
		"admin places list": nil, "admin places show": {"1"}, "admin places put": {"{}"}, "admin places drop": {"1", "--yes"},
		"parity run": {"read", "--only", "no-appid"}, "parity record": {"--show", "--only", "no-appid"},
		"parity learn": {filepath.Join(dir, "no-such-folder", "learned.parity"), "--only", "no-appid"},
		"fleet plan":   {filepath.Join(dir, "fleet.csv"), "--secrets", filepath.Join(dir, "secrets.csv"), "--ledger", filepath.Join(dir, "fleet.db")},
		"fleet apply":  {filepath.Join(dir, "fleet.plan"), "--secrets", filepath.Join(dir, "secrets.csv"), "--ledger", filepath.Join(dir, "fleet.db")},
		"fleet resume": {"--secrets", filepath.Join(dir, "secrets.csv"), "--ledger", filepath.Join(dir, "fleet.db")},
		"fleet retry":  {"--class", "failed,unknown,setup,input", "--secrets", filepath.Join(dir, "secrets.csv"), "--ledger", filepath.Join(dir, "fleet.db")},
		"fleet show":   {"--ledger", filepath.Join(dir, "fleet.db")}, "fleet runs": {"--ledger", filepath.Join(dir, "fleet.db")},
		"admin quotas": {"wx1"}, "admin reset": {"--yes"}, "admin seed": {"-"}, "admin restore": {"-", "--yes"}, "admin undoable": nil, "admin undo": {"--yes"}, "admin audit": nil,
	}
}

// silent are the commands that print nothing that a server says: they have none,
// or pass on a file.
var silent = []string{
	"serve", "health", "interfaces", "errcode", "component listen", "admin snapshot", "backup", "restore", "migrate", "check", "env", "run", "ca", "parity verify", "parity report", "help", "version", "completion", "man",
	"fleet export", "fleet revert", "fleet tell", "fleet ledger show", "fleet ledger backup", "fleet ledger export", "fleet ledger restore",
}

// TestHostileServer runs every command against a server whose every text would
// drive a terminal, as answers, as refusals and as what is not JSON. Nothing of
// it comes out, for people and for programs.
func TestHostileServer(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "head.png"), picture(t), 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := New()
	if err != nil {
		t.Fatal(err)
	}
	planOffline(t, program, dir)
	commands := asking(dir)
	for _, leaf := range program.parser.Model.Leaves(true) {
		if _, asks := commands[leaf.Path()]; !asks && !slices.Contains(silent, leaf.Path()) {
			t.Errorf("wxastore %s is in neither list: does it print what a server says?", leaf.Path())
		}
	}
	for _, h := range []hostile{{}, {refuse: true}, {notJSON: true}} {
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		for _, env := range []string{"WXASTORE_API", "WXASTORE_CONSOLE_URL"} {
			t.Setenv(env, server.URL)
		}
		t.Setenv("WXASTORE_APPID", "wx0123456789abcdef")
		t.Setenv("WXASTORE_SECRET", "0123456789abcdef0123456789abcdef")
		for name, args := range commands {
			for _, form := range [][]string{nil, {"--json"}} {
				line := append(append(strings.Fields(name), args...), form...)
				var out, said bytes.Buffer
				program.Run(t.Context(), line, &command.Streams{In: strings.NewReader(`{}`), Out: &out, Err: &said})
				if h.refuse && out.Len()+said.Len() == 0 {
					t.Errorf("%+v: %q said nothing", h, line)
				}
				if form == nil {
					clean(t, fmt.Sprintf("%+v: %q", h, line), out.String()+said.String(), unicode.IsGraphic)
					continue
				}
				// JSON must escape only these, and what came from the server is passed
				// on as it came.
				clean(t, fmt.Sprintf("%+v: %q", h, line), out.String()+said.String(), func(r rune) bool { return r >= ' ' })
				if !h.notJSON && !isJSON(out.Bytes()) {
					t.Errorf("%+v: %q printed what is not JSON: %q", h, line, &out)
				}
			}
		}
	}
}

// planOffline saves a plan of one merchant, for the commands of fleet.
func planOffline(t *testing.T, program *Program, dir string) {
	t.Helper()
	for name, text := range map[string]string{
		"fleet.csv":   "appid,intro,headimg\nwx0123456789abcdef,x,head.png\n",
		"secrets.csv": "wx0123456789abcdef,0123456789abcdef0123456789abcdef\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	line := append([]string{"fleet", "plan", "--offline", "--out", filepath.Join(dir, "fleet.plan")}, asking(dir)["fleet plan"]...)
	var out bytes.Buffer
	if status := program.Run(t.Context(), line, &command.Streams{Out: &out, Err: &out}); status != 2 {
		t.Fatalf("the plan ended with %d: %s", status, &out)
	}
}

// isJSON reports whether a text is JSON, or lines of JSON.
func isJSON(text []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(text))
	for {
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

// clean fails where a text holds what may not be shown.
func clean(t *testing.T, what, text string, may func(rune) bool) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && r != '\t' && !may(r) {
			t.Errorf("%s printed %q: %.300q", what, r, text)
			return
		}
	}
}

// TestJSONIsExact passes on what the service and the console say, byte for byte.
func TestJSONIsExact(t *testing.T) {
	body := `{"errcode":0, "errmsg":"` + "\u009b31m\x7f" + `", "big":12345678901234567890, "half":"\ud800", "accounts":[]}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	t.Setenv("WXASTORE_API", server.URL)
	t.Setenv("WXASTORE_CONSOLE_URL", server.URL)
	for _, line := range []string{
		"call getapiquota {} --token none-such --json", "admin accounts list --json", "admin accounts show x --json", "admin calls list --json",
	} {
		var out, said bytes.Buffer
		Run(t.Context(), strings.Fields(line), &command.Streams{Out: &out, Err: &said})
		if out.String() != body+"\n" {
			t.Errorf("%s: %q, %s; want %q", line, out.String(), &said, body)
		}
	}
	// For people the value is the same, and nothing drives the terminal.
	var out, said bytes.Buffer
	Run(t.Context(), strings.Fields("call getapiquota {} --token none-such"), &command.Streams{Out: &out, Err: &said})
	if want := strings.NewReplacer("\u009b", `\u009b`, "\x7f", `\u007f`).Replace(body) + "\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
