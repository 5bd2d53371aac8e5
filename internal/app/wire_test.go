package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/weixin"
)

var update = flag.Bool("update", false, "write the answers seen into testdata/wire")

// TestWire plays the requests of testdata/wire over a socket and compares the
// answers, and walks the guard of every interface. Then it compares the codes
// seen with those that the declarations promise: neither may have one that the
// other lacks. Each text that a declaration gives a code is written in a golden.
func TestWire(t *testing.T) { onEach(t, playAll) }

func playAll(t *testing.T, on func(*testing.T) database) {
	files, err := filepath.Glob("testdata/wire/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	seen := &pairs{set: make(map[string]bool)}
	t.Run("goldens", func(t *testing.T) {
		for _, file := range files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
				t.Parallel()
				playFile(t, on(t), file, seen)
			})
		}
		t.Run("every interface", func(t *testing.T) {
			t.Parallel()
			walkGuard(t, on(t), seen)
		})
	})
	declared := make(map[string]bool)
	for _, d := range weixin.Declarations() {
		for _, code := range d.Codes() {
			declared[pair(d.Path, code)] = true
		}
	}
	declared[pair("", weixin.InvalidURL)] = true
	goldens := strings.Join(texts(t, files), "")
	for _, d := range weixin.Declarations() {
		for _, code := range d.Codes() {
			text := fmt.Sprintf(`{"errcode":%d,"errmsg":"`, code)
			if !varies(code) {
				text += d.Text(code) + ` rid: RID"}`
			}
			if !strings.Contains(goldens, text) {
				t.Errorf("no golden shows %s of %s", text, d.Name)
			}
		}
	}
	for _, text := range seen.texts {
		t.Error(text)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(declared)), slices.Sorted(maps.Keys(seen.set))); diff != "" {
		t.Errorf("codes: - declared and never provoked, + provoked without a declaration:\n%s", diff)
	}
}

// pairs are the interfaces and codes that goldens have provoked.
type pairs struct {
	mu  sync.Mutex
	set map[string]bool
	// texts says of each answer whose text is not the one declared.
	texts []string
}

func pair(path string, code weixin.Code) string { return fmt.Sprintf("%s %d", path, code) }

var errcodeInBody = regexp.MustCompile(`^\{"errcode":(-?\d+),`)

// see notes an answer with an errcode other than 0.
func (p *pairs) see(path, body string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := errcodeInBody.FindStringSubmatch(body)
	if m == nil || m[1] == "0" {
		return
	}
	page, _ := weixin.FindPath(path)
	path = page.Path
	var answer weixin.Status
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		answer.ErrMsg = err.Error()
	}
	text, rid := weixin.SplitMessage(answer.ErrMsg)
	if rid == "" || !varies(answer.ErrCode) && text != page.Text(answer.ErrCode) {
		p.texts = append(p.texts, fmt.Sprintf("%s: answered %s, want the text %q and a rid", path, body, page.Text(answer.ErrCode)))
	}
	p.set[path+" "+m[1]] = true
}

// varies reports whether the text of a code names an address.
func varies(code weixin.Code) bool {
	return code == weixin.InvalidIP || code == weixin.AddressNotRegistered
}

// texts are the contents of files.
func texts(t *testing.T, files []string) (all []string) {
	t.Helper()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

// playFile plays one golden: sections named request and answer in turn, a
// section named state wherever the store's word on an account is to be shown,
// and seed.yaml if the file needs accounts of its own.
func playFile(t *testing.T, on database, path string, seen *pairs) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	seed := "testdata/wire/seed.yaml"
	for _, f := range archive.Files {
		if f.Name == "seed.yaml" {
			seed = filepath.Join(t.TempDir(), "seed.yaml")
			if err := os.WriteFile(seed, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	p := newPlayer(t, startOn(t, on, seed), seen)
	got, err := p.Play(t.Context(), archive)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, difference := range replay.Compare(archive, got) {
		t.Errorf("%s: %s", path, difference)
	}
}
