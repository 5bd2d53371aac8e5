package parity_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/cli"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/internal/parity/saved"
	"github.com/wxastore/wxastore/wxastoretest"
)

// run runs a command line without the credentials of the environment.
func run(t *testing.T, args ...string) (status int, out, said string) {
	t.Helper()
	for _, name := range []string{"WXASTORE_API", "WXASTORE_APPID", "WXASTORE_SECRET", "WXASTORE_TOKEN"} {
		t.Setenv(name, "")
	}
	var stdout, stderr bytes.Buffer
	status = cli.Run(t.Context(), append([]string{"parity"}, args...), &command.Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	return status, stdout.String(), stderr.String()
}

// stub answers as the public recordings do, each text changed as replace says, and
// what they do not have as a wxastore does.
func stub(t *testing.T, replace *strings.Replacer) string {
	t.Helper()
	public, err := parity.Public()
	if err != nil {
		t.Fatal(err)
	}
	bodies := make(map[string]string)
	for _, r := range public {
		for _, played := range r.Played {
			for _, step := range played.Steps {
				head, body, _ := strings.Cut(strings.TrimSuffix(step.Text, "\n"), "\n\n")
				for line := range strings.Lines(head) {
					if !strings.HasPrefix(line, "#") {
						bodies[strings.TrimSpace(line)+body] = step.Answer.Body
						break
					}
				}
			}
		}
	}
	rids, other := 0, wxastore(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rids++
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		body, ok := bodies[r.Method+" "+r.RequestURI+string(sent)]
		if !ok {
			r.Body = io.NopCloser(bytes.NewReader(sent))
			other.ServeHTTP(w, r)
			return
		}
		_, rid, _ := strings.Cut(body, "$rid:")
		body = strings.Replace(body, "$rid:"+strings.TrimRight(rid, `"}`), fmt.Sprintf("6aac0064-355b48ab-%08x", rids), 1)
		w.Header().Set("Content-Type", "application/json; encoding=utf-8")
		_, _ = w.Write([]byte(replace.Replace(body)))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// wxastore passes calls on to one.
func wxastore(t *testing.T) http.Handler {
	address, err := url.Parse(wxastoretest.Run(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = address.Scheme, address.Host },
		ModifyResponse: func(r *http.Response) error {
			if r.Close { // a proxy keeps that to itself
				r.Header.Set("Connection", "close")
			}
			return nil
		},
	}
}

// TestReadAgainstThePublicAnswers plays the whole level.
func TestReadAgainstThePublicAnswers(t *testing.T) {
	status, out, said := run(t, "run", "read", "--api", stub(t, strings.NewReplacer()))
	if status != 0 || !strings.Contains(out, "86 steps compared; 0 differences that break clients, 0 others, 10 known, 0 noise\n  74 steps not compared: it needs the credentials of an account\n") {
		t.Errorf("%d, %s%s", status, out, said)
	}
	if !regexp.MustCompile(`[1-9][0-9] confirmed, 0 contradicted`).MatchString(out) {
		t.Errorf("rows: %s", out)
	}
}

// TestRunAgainstThePublicAnswers confirms them, and shows with which status it ends
// where one is changed.
func TestRunAgainstThePublicAnswers(t *testing.T) {
	args := func(address string, more ...string) []string {
		return append([]string{"run", "read", "--only", "probe", "--only", "no-appid", "--api", address}, more...)
	}
	status, out, said := run(t, args(stub(t, strings.NewReplacer()))...)
	if status != 0 || !strings.Contains(out, "19 steps compared; 0 differences that break clients, 0 others, 10 known, 0 noise") || !strings.Contains(said, "no credentials") {
		t.Errorf("%d, %s%s", status, out, said)
	}
	if !strings.Contains(out, " 0 contradicted") || strings.Contains(out, ": 0 confirmed") {
		t.Errorf("rows: %s", out)
	}
	status, out, _ = run(t, args(stub(t, strings.NewReplacer("appid missing", "appid is missing")))...)
	if status != 3 || !strings.Contains(out, "no-appid/no-appid\n  > GET /cgi-bin/token?grant_type=client_credential\n") || !strings.Contains(out, "texts errmsg (for information)\n    Weixin:   appid is missing\n") {
		t.Errorf("another text: %d, %s", status, out)
	}
	status, out, _ = run(t, args(stub(t, strings.NewReplacer("41002", "41003")), "--json")...)
	if status != 2 {
		t.Errorf("another code: %d, %s", status, out)
	}
	var last struct{ Summary, Host string }
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for _, line := range lines {
		if err := json.Unmarshal([]byte(line), &last); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
	if last.Summary != "different" || last.Host != "another" || !strings.Contains(out, `"verdict":"contradicted"`) {
		t.Errorf("%+v in %s", last, out)
	}
}

// TestRecordings are written, verified and reported of, with an account that a
// wxastore has.
func TestRecordings(t *testing.T) {
	srv := wxastoretest.Run(t)
	dir := t.TempDir()
	file, learned := filepath.Join(dir, "a.parity"), filepath.Join(dir, "b.parity")
	as := []string{"--api", srv.URL, "--appid", srv.AppID, "--secret", srv.Secret, "--only", "account", "--only", "modify"}
	if status, out, said := run(t, append(as, "record", file, "--level", "rationed", "--spend")...); status != 1 || out != "" {
		t.Errorf("flags before the command: %d, %s%s", status, out, said)
	}
	status, out, said := run(t, append([]string{"record", file, "--level", "rationed", "--spend", "--intro", srv.Merchant(srv.AppID).Intro}, as...)...)
	if status != 0 || !strings.Contains(out, "63 answers, 0 steps not sent") || !strings.Contains(said, "up to 10 calls of modify_merchant") {
		t.Fatalf("%d, %s%s", status, out, said)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{srv.Secret, srv.AppID, srv.Token(), srv.Merchant(srv.AppID).Intro} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the recording holds %q", secret)
		}
	}
	if srv.Merchant(srv.AppID).Version != 0 {
		t.Error("the store Mini Program was changed")
	}
	if status, _, said := run(t, append([]string{"record", file}, as...)...); status != 1 || !strings.Contains(said, "is there already") {
		t.Errorf("the same file again: %d, %s", status, said)
	}
	if status, out, _ := run(t, "verify", file); status != 0 {
		t.Errorf("verify: %d, %s", status, out)
	}
	if status, out, _ := run(t, "report", file); status != 0 || !strings.Contains(out, "confirmed") || !strings.Contains(out, "modifywxastore success") {
		t.Errorf("report: %d, %s", status, out)
	}
	changed := strings.Replace(string(text), `"errcode":85056`, `"errcode":40007`, 1)
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := run(t, "report", "--fidelity", file); status != 0 || !strings.Contains(out, "# contradicted: INFERRED, by modify/unknown-medium\n# today: //fidelity:inferred modifywxastore 85056 | it wins over the general 40007\n") || !strings.Contains(out, `{"errcode":40007,"errmsg":"mediaid is invalid rid: RID"}`) {
		t.Errorf("report --fidelity: %d, %s", status, out)
	}
	status, out, _ = run(t, "learn", learned, "--api", srv.URL, "--appid", srv.AppID, "--secret", srv.Secret, "--only", "account")
	if status != 0 || !strings.Contains(out, "0 places of noise") {
		t.Errorf("learn: %d, %s", status, out)
	}
	status, out, _ = run(t, "record", "--show", "--api", srv.URL, "--only", "account")
	if status != 0 || !strings.HasPrefix(out, "wxastore parity recording 1\n") || !strings.Contains(out, "it needs the credentials of an account") {
		t.Errorf("show: %d, %s", status, out)
	}
}

// TestRationedAsksFirst sends nothing before its price is agreed to.
func TestRationedAsksFirst(t *testing.T) {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls++ }))
	t.Cleanup(server.Close)
	status, _, said := run(t, "run", "rationed", "--api", server.URL, "--appid", "wx1", "--secret", "s")
	if status != 1 || calls != 0 || !strings.Contains(said, "modify: up to 10 calls of modify_merchant") {
		t.Errorf("%d after %d calls: %s", status, calls, said)
	}
}

// TestWhatCannotBeRun ends with status 1, a sentence, and in its time.
func TestWhatCannotBeRun(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	srv := wxastoretest.Run(t)
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"run", "--api", "http://" + silent.Addr().String(), "--each", "100ms"}, "nothing was compared"},
		{[]string{"run", "--api", "http://" + silent.Addr().String(), "--timeout", "100ms"}, "nothing was compared"},
		{[]string{"run", "--api", "http://127.0.0.1:1"}, "nothing was compared"},
		{[]string{"run", "--api", "http://127.0.0.1:1/path"}, "without a path"},
		{[]string{"run", "--only", "no-such-scenario"}, "neither a scenario nor a file"},
		{[]string{"run", "read", "--only", "uploads"}, "no scenario of level read"},
		{[]string{"run", "--appid", "wx1", "--api", srv.URL}, "an app id needs its secret"},
		{[]string{"record"}, "either the file to write, or --show"},
		{[]string{"verify", "parity_test.go"}, "it is not a recording"},
		{[]string{"verify", "no-such-file"}, "no such file"},
	} {
		start := time.Now()
		status, out, said := run(t, test.args...)
		late := strings.HasSuffix(test.args[len(test.args)-1], "00ms") && time.Since(start) > 10*time.Second
		if status != 1 || out != "" || !strings.Contains(said, test.want) || late {
			t.Errorf("%q: %d after %s: %s%s", test.args, status, time.Since(start), out, said)
		}
	}
	// Credentials that are refused do not end a run.
	status, out, said := run(t, "run", "--api", srv.URL, "--appid", "wxmadeup", "--secret", "made-up", "--only", "tokens")
	if status != 0 || !strings.Contains(said, "no token: getstableaccesstoken: weixin answered 40013") {
		t.Errorf("made-up credentials: %d, %s%s", status, out, said)
	}
}

// TestUnsavedRun prints what it cannot save.
func TestUnsavedRun(t *testing.T) {
	data := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(data, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, said := run(t, "run", "--api", wxastoretest.Run(t).URL, "--save", "--data", data)
	if status != 1 || !strings.Contains(out, "steps compared") || !strings.Contains(said, data) {
		t.Errorf("%d, %s%s", status, out, said)
	}
}

// TestRunAgainstAWxastore compares one with another: what is known to differ from Weixin
// need not.
func TestRunAgainstAWxastore(t *testing.T) {
	status, out, said := run(t, "run", "--api", wxastoretest.Run(t).URL)
	if status != 0 || !strings.Contains(out, " 0 differences that break clients, 0 others, 0 known, 0 noise") {
		t.Errorf("%d, %s%s", status, out, said)
	}
}

// TestSavedRun keeps what a run prints, and holds no secret.
func TestSavedRun(t *testing.T) {
	srv, data := wxastoretest.Run(t), t.TempDir()
	file := filepath.Join(data, "a.parity")
	status, out, said := run(t, "record", file, "--api", srv.URL, "--appid", srv.AppID, "--secret", srv.Secret, "--only", "account")
	if status != 0 {
		t.Fatalf("%d, %s%s", status, out, said)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), `"errmsg":"ok"`, `"errmsg":"fine"`, 1)
	changed = strings.Replace(changed, `"errcode":40097`, `"errcode":40007`, 1)
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, said = run(t, "verify", file, "--save", "--data", data)
	if status != 2 || !strings.Contains(out, "1 differences that break clients, 1 others, 0 known") || !strings.Contains(said, "the console shows it at /parity/") {
		t.Fatalf("%d, %s%s", status, out, said)
	}
	list, err := saved.Of(data).ParityRuns("", 10)
	if err != nil || len(list.Runs) != 1 {
		t.Fatal(list, err)
	}
	kept, err := saved.Of(data).ParityRun(list.Runs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if kept.Outcome != api.ParityDifferent || kept.Steps.Different != 1 || kept.Steps.Informational != 1 || kept.Steps.Same != len(kept.Compared)-2 || kept.Rows.Contradicted == 0 {
		t.Errorf("%+v", kept.ParityRunHead)
	}
	for _, s := range kept.Compared {
		if len(s.Differences) > 0 && (s.Weixin.Body == s.Wxastore.Body || !strings.Contains(out, s.Name)) {
			t.Errorf("%s: %+v", s.Name, s)
		}
	}
	entries, err := os.ReadDir(filepath.Join(data, "parity"))
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	whole, err := os.ReadFile(filepath.Join(data, "parity", entries[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{srv.Secret, srv.AppID, srv.Token(), srv.Merchant(srv.AppID).Intro} {
		if strings.Contains(string(whole), secret) {
			t.Errorf("the saved run holds %q", secret)
		}
	}
}
