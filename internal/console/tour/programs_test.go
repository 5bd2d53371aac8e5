package tour

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/seed"
)

// TestProgramsRun copies calls from their pages, in each language, and runs what
// was copied: it makes the same call.
func TestProgramsRun(t *testing.T) {
	in := browser(t)
	s := start(t)
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const body = `{"headimg_mediaid":"","intro":"it's \"quoted\" $HOME \\ <b>&amp;</b> 你好 %d` + "`x`" + ` \n {{.}}"}`
	send(t, s.APIURL()+"/wxa/modify_merchant?access_token="+token, body)
	cup := picture(t)
	answered(t, uploadForm(t, s.APIURL()+"/cgi-bin/media/upload?access_token="+token, cup))
	calls, err := s.Calls(t.Context(), journal.Filter{AppID: seed.DemoAppID}, 2)
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, in, s.ConsoleURL(), "en")
	for _, call := range calls {
		if call.Code != 0 {
			t.Fatalf("%+v", call)
		}
		b.goTo("/calls/" + call.RID)
		for language, run := range map[string][]string{
			"curl": {"sh"}, "Go": {"go", "run"}, "Node": {"node"}, "Python": {"python3"},
		} {
			t.Run(call.Interface+" "+language, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), map[string]string{"curl": "a.sh", "Go": "main.go", "Node": "a.mjs", "Python": "a.py"}[language])
				if err := os.WriteFile(path, []byte(b.script(`document.querySelector("textarea[aria-label=`+language+`]").value`)), 0o600); err != nil {
					t.Fatal(err)
				}
				cmd := exec.CommandContext(t.Context(), run[0], append(run[1:], path)...)
				cmd.Env = append(os.Environ(), "ACCESS_TOKEN="+token, "FILE="+cup, "CGO_ENABLED=0", "NO_PROXY=*", "no_proxy=*")
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%v (make tools installs what is missing on Debian)\n%s", err, out)
				}
				newest, err := s.Calls(t.Context(), journal.Filter{AppID: seed.DemoAppID}, 1)
				if err != nil {
					t.Fatal(err)
				}
				if got := newest[0]; got.RID == call.RID || got.Request != call.Request || got.Method != call.Method || got.Path != call.Path || got.Code != 0 {
					t.Errorf("it made the call %+v", got)
				}
			})
		}
	}
}

// uploadForm is an upload whose type is in the form, and whose file has an
// awkward name.
func uploadForm(t *testing.T, address, path string) *http.Request {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("type", "image"); err != nil {
		t.Fatal(err)
	}
	part, err := form.CreateFormFile("media", `it's "the" cup; $(id).png`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}
