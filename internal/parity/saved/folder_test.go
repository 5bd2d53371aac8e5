package saved_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/parity/saved"
	"github.com/wxastore/wxastore/internal/store"
)

func save(t *testing.T, f saved.Folder, at time.Time) string {
	t.Helper()
	run := api.ParityRun{
		ParityRunHead: api.ParityRunHead{At: at, Command: "run", Level: "read", Target: "api.weixin.qq.com", Steps: api.ParityCounts{Same: 1}},
		Compared:      []api.ParityStep{{N: 1, Name: "account/quota", Verdict: api.ParitySame, Weixin: &api.ParityAnswer{Status: "200 OK", Body: `{"errcode":0}`}}},
	}
	id, path, err := f.Save(run)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%s: %v %v", path, info.Mode(), err)
	}
	return id
}

// TestRuns are saved, listed and read.
func TestRuns(t *testing.T) {
	t.Parallel()
	f := saved.Of(filepath.Join(t.TempDir(), "data"))
	if list, err := f.ParityRuns("", 10); err != nil || len(list.Runs) != 0 {
		t.Errorf("without the folder: %+v, %v", list, err)
	}
	if _, err := f.ParityRun("x"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("without the folder: %v", err)
	}
	var ids []string
	for day := range 3 {
		ids = append(ids, save(t, f, time.Date(2026, 3, 1+day, 10, 15, 0, 0, time.UTC)))
	}
	list, err := f.ParityRuns("", 2)
	if err != nil || len(list.Runs) != 2 || list.Runs[0].ID != ids[2] || list.Next != ids[1] || list.Runs[0].Steps.Same != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if list, err = f.ParityRuns(list.Next, 2); err != nil || len(list.Runs) != 1 || list.Runs[0].ID != ids[0] || list.Next != "" {
		t.Errorf("the rest: %+v, %v", list, err)
	}
	run, err := f.ParityRun(ids[1])
	if err != nil || run.ID != ids[1] || run.Target != "api.weixin.qq.com" || run.Compared[0].Weixin.Body != `{"errcode":0}` {
		t.Errorf("%+v, %v", run, err)
	}
}

// TestBrokenFiles are named with a sentence, and nothing outside the folder is read.
func TestBrokenFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := saved.Folder(filepath.Join(dir, "parity"))
	id := save(t, f, time.Date(2026, 3, 1, 10, 15, 0, 0, time.UTC))
	whole, err := os.ReadFile(filepath.Join(string(f), id+".parity-run"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"20260101-000000-cutt.parity-run": string(whole[:len(whole)-20]),
		"20260101-000000-newr.parity-run": strings.Replace(string(whole), `"wxastore_parity_run":1`, `"wxastore_parity_run":2`, 1),
		"20260101-000000-text.parity-run": "not JSON",
		"weixin.parity":                   "wxastore parity recording 1\n",
		"notes.txt":                       "anything",
		"../secret.parity-run":            string(whole),
	} {
		if err := os.WriteFile(filepath.Join(string(f), name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	large := filepath.Join(string(f), "20260101-000000-long.parity-run")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, 33<<20); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../secret.parity-run", filepath.Join(string(f), "20260101-000000-link.parity-run")); err != nil {
		t.Fatal(err)
	}
	list, err := f.ParityRuns("", 10)
	if err != nil || len(list.Runs) != 2 { // the cut one has its head
		t.Errorf("%+v, %v", list.Runs, err)
	}
	why := make(map[string]string)
	for _, b := range list.Broken {
		why[b.Name] = b.Sentence
	}
	for name, want := range map[string]string{
		"20260101-000000-newr.parity-run": "form 2", "20260101-000000-text.parity-run": "not a run", "20260101-000000-long.parity-run": "longer than",
		"weixin.parity": "wxastore parity verify weixin.parity --save",
	} {
		if !strings.Contains(why[name], want) {
			t.Errorf("%s: %q", name, why[name])
		}
	}
	if len(why) != 4 {
		t.Errorf("broken: %v", why)
	}
	for id, want := range map[string]error{
		"20260101-000000-cutt": nil, "20260101-000000-link": store.ErrNotFound, "../secret": store.ErrNotFound, "..": store.ErrNotFound, "": store.ErrNotFound, "weixin": store.ErrNotFound,
	} {
		_, err := f.ParityRun(id)
		if _, mistake := errors.AsType[store.Mistake](err); want == nil && !mistake || want != nil && !errors.Is(err, want) {
			t.Errorf("%q: %v", id, err)
		}
	}
}
