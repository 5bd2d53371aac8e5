package tour

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
)

// TestProgramsRun copies a call from its page, in each language, and runs what
// was copied: it makes the same call.
func TestProgramsRun(t *testing.T) {
	in := browser(t)
	s := start(t)
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const body = `{"headimg_mediaid":"","intro":"it's \"quoted\" $HOME \\ <b>&amp;</b> 你好 %d` + "`x`" + ` \n {{.}}"}`
	if answer := send(t, s.APIURL()+"/wxa/modify_merchant?access_token="+token, body); !strings.Contains(answer, `"errcode":0`) {
		t.Fatal(answer)
	}
	calls, err := s.Calls(t.Context(), store.CallFilter{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, in, s.ConsoleURL(), "en")
	b.goTo("/calls/" + calls[0].RID)
	for language, run := range map[string][]string{
		"curl": {"sh"}, "Go": {"go", "run"}, "Node": {"node"}, "Python": {"python3"},
	} {
		t.Run(language, func(t *testing.T) {
			for _, tool := range []string{run[0], map[string]string{"curl": "curl"}[language]} {
				if tool == "" {
					continue
				}
				if _, err := exec.LookPath(tool); err != nil {
					if os.Getenv("CI") == "true" {
						t.Fatalf("%s is missing: scripts/test.sh installs it on Debian", tool)
					}
					t.Skip(tool, "is missing")
				}
			}
			path := filepath.Join(t.TempDir(), map[string]string{"curl": "a.sh", "Go": "main.go", "Node": "a.mjs", "Python": "a.py"}[language])
			if err := os.WriteFile(path, []byte(b.script(`document.querySelector("textarea[aria-label=`+language+`]").value`)), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), run[0], append(run[1:], path)...)
			cmd.Env = append(os.Environ(), "ACCESS_TOKEN="+token, "CGO_ENABLED=0", "NO_PROXY=*", "no_proxy=*")
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), `"errcode":0`) {
				t.Fatalf("%v\n%s", err, out)
			}
			newest, err := s.Calls(t.Context(), store.CallFilter{AppID: seed.DemoAppID, Interface: "modifywxastore"}, 1)
			if err != nil {
				t.Fatal(err)
			}
			if got := newest[0]; got.RID == calls[0].RID || got.Request != calls[0].Request || got.Method != calls[0].Method || got.Path != calls[0].Path {
				t.Errorf("it made the call %+v", got)
			}
		})
	}
}
