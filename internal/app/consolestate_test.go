package app_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/seed"
)

// shown is what a person would compare of two states.
func (s *service) shown(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, path := range []string{
		"/api/accounts", "/api/merchants", "/api/merchants/" + seed.DemoAppID + "/history", "/api/faults",
		"/api/accounts/" + seed.DemoAppID + "/tokens", "/api/accounts/" + seed.DemoAppID + "/quotas", "/api/clock",
	} {
		all.WriteString(path + " " + s.ask(t, "GET "+path, "") + "\n")
	}
	return all.String()
}

func (s *service) snapshot(t *testing.T) string {
	t.Helper()
	got := s.ask(t, "GET /api/snapshot", "")
	file, ok := strings.CutPrefix(got, "200 ")
	if !ok {
		t.Fatal(got)
	}
	return file
}

func TestConsoleSnapshot(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	logged.used(token)
	s.want(t, "POST /api/faults", `{"id":"slow","kind":"latency","count":3,"latency":{"shape":"uniform","min":"1us","max":"2us"}}`, "200")
	s.send(t, "modifywxastore", `{"intro":"kept <b> 饺子"}`)
	s.want(t, "POST /api/clock", `{"scale":0}`, "200")
	s.want(t, "POST /api/clock", `{"advance":"1h"}`, "200")
	want, file := s.shown(t), s.snapshot(t)

	// On the same service, after everything has become different.
	s.send(t, "modifywxastore", `{"intro":"lost"}`)
	s.want(t, "POST /api/accounts", `{"appid":"wxlost"}`, "200")
	s.want(t, "POST /api/clock", `{"reset":true}`, "200")
	s.want(t, "DELETE /api/faults", "", "204")
	s.want(t, "POST /api/restore", file, `200 {"made_at":"2026-03-01T05:00:00Z","rows":`)
	if got := s.shown(t); got != want {
		t.Errorf("restored\n%s\nwant\n%s", got, want)
	}
	if got := s.call(t, "POST", "/wxa/modify_merchant?access_token="+token, `{"intro":"it works"}`); !strings.Contains(got, `"errcode":0`) {
		t.Errorf("with a token of the snapshot: %s", got)
	}

	// On another service, whose pictures are elsewhere.
	other := start(t, "")
	other.want(t, "POST /api/restore", file, "200 ")
	if got := other.shown(t); got != want {
		t.Errorf("restored elsewhere\n%s\nwant\n%s", got, want)
	}
	headimg := read[struct{ Headimg string }](t, other, "GET /api/merchants/"+seed.DemoAppID, "").Headimg
	other.want(t, "GET /api/pictures/"+headimg, "", "200 \x89PNG")
	if left, err := filepath.Glob(filepath.Join(other.data, ".snapshot-*")); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestConsoleReset(t *testing.T) {
	t.Parallel()
	s := start(t, writeSeed(t, "accounts:\n  - {appid: wxseeded, secret: 0123456789abcdef0123456789abcdef}\n"))
	want := s.shown(t)
	s.want(t, "POST /api/seed", "accounts:\n  - {appid: wxlater, secret: 0123456789abcdef0123456789abcdef}\nfaults:\n  - {id: f, kind: empty, interface: getmedia}\n", `200 {"accounts":1,"components":0,"authorizations":0,"faults":1,"places":0,"changed":2}`)
	s.want(t, "POST /api/clock", `{"advance":"24h"}`, "200")
	s.send(t, "modifywxastore", `{"intro":"lost"}`)
	s.want(t, "POST /api/reset", `{}`, `400 {"error":"a reset deletes everything`)
	s.want(t, "GET /api/accounts/wxlater", "", "200")
	s.want(t, "POST /api/reset", `{"confirm":true}`, "204")
	if got := s.shown(t); got != want {
		t.Errorf("after a reset\n%s\nwant\n%s", got, want)
	}
	s.want(t, "GET /api/calls", "", `200 {"calls":[]}`)
	if got := s.send(t, "modifywxastore", `{"intro":"goes on"}`); got.Code != 0 {
		t.Errorf("a call after the reset: %+v", got)
	}
}

func TestConsoleSeedRefused(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	for text, why := range map[string]string{
		"accounts: 7":                      "document 1",
		"accounts:\n  - {appid: wx1}":      "secret is missing",
		"acounts: []":                      "there is no field acounts here",
		"faults:\n  - {id: f, kind: boom}": "unknown kind",
		"accounts:\n  - {appid: wx1, secret: s, merchant: {headimg: /etc/passwd}}": "names a file",
		"\xff": "not UTF-8",
	} {
		s.want(t, "POST /api/seed", text, `400 {"error":"`)
		s.want(t, "POST /api/seed", text, why)
	}
}

// entry is one entry of a snapshot.
type entry struct{ name, content string }

func unpack(t *testing.T, file string) []entry {
	t.Helper()
	unpacked, err := gzip.NewReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var all []entry
	for in := tar.NewReader(unpacked); ; {
		header, err := in.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, entry{header.Name, string(content)})
	}
}

func pack(t *testing.T, all []entry) string {
	t.Helper()
	var file bytes.Buffer
	packed := gzip.NewWriter(&file)
	out := tar.NewWriter(packed)
	for _, e := range all {
		if err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: e.name, Size: int64(len(e.content)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte(e.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(out.Close(), packed.Close()); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

// TestConsoleRestoreRefused hands in what is not a sound snapshot, and looks that
// nothing has changed.
func TestConsoleRestoreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	s.send(t, "modifywxastore", `{"intro":"one"}`)
	s.want(t, "POST /api/faults", `{"id":"f","kind":"empty","interface":"getmedia"}`, "200")
	s.want(t, "POST /api/clock", `{"scale":0}`, "200")
	file := s.snapshot(t)
	s.send(t, "modifywxastore", `{"intro":"two"}`)
	want, sound := s.shown(t), unpack(t, file)

	with := func(change func(e *entry)) string {
		all := append([]entry{}, sound...)
		for i := range all {
			change(&all[i])
		}
		return pack(t, all)
	}
	swap := func(in, from, to string) string {
		found := false
		changed := with(func(e *entry) {
			if strings.HasPrefix(e.name, in) && strings.Contains(e.content, from) {
				found = true
				e.content = strings.ReplaceAll(e.content, from, to)
			}
		})
		if !found {
			t.Errorf("%s holds no %s", in, from)
		}
		return changed
	}
	damaged := []byte(file)
	damaged[len(damaged)-8] ^= 1 // the checksum; a bit elsewhere may be one that nobody reads
	for name, c := range map[string]struct{ file, why string }{
		"empty":       {"", "not a sound snapshot"},
		"other":       {"PK\x03\x04 not ours", "not a sound snapshot"},
		"cut":         {file[:len(file)-100], "not a sound snapshot"},
		"damaged":     {string(damaged), "not a sound snapshot"},
		"no entries":  {pack(t, nil), "it is empty"},
		"no manifest": {pack(t, sound[1:]), "does not begin with a manifest"},
		"no end":      {pack(t, sound[:len(sound)-1]), "it was cut off"},
		"more":        {pack(t, append(sound[:len(sound):len(sound)], entry{"x", ""})), "something follows"},
		"a stray":     {pack(t, append(sound[:1:1], append([]entry{{"../../etc/passwd", "x"}}, sound[1:]...)...)), "it holds"},
		"version":     {swap("manifest", `"version":1`, `"version":2`), "it has version 2"},
		"tables":      {swap("manifest", `"name":"salt"`, `"name":"pepper"`), "newer wxastore: its table token_lines has a column \\\"pepper\\\""},
		"a row less":  {swap("end", `"rows":`, `"rows":1`), "it should hold"},
		"row":         {swap("tables/accounts", `["wx`, `[7,"wx`), "not a JSON array"},
		"app id":      {swap("tables/accounts", `["wx0123456789abcdef"`, `["../x"`), "app id"},
		"type":        {swap("tables/accounts", `,"service",false`, `,"service","false"`), "individual is not of the kind boolean"},
		"kind":        {swap("tables/accounts", `"service"`, `"emperor"`), "unknown account kind"},
		"list":        {swap("tables/accounts", `"[]"`, `"{}"`), "is not of the kind list"},
		"no account":  {swap("tables/merchants/", `["wx0123456789abcdef"`, `["wxother"`), "is of no account"},
		"state":       {swap("tables/merchants/", `"approved"`, `"odd"`), `state`},
		"fault":       {swap("tables/faults", `"empty"`, `"boom"`), "unknown kind"},
		"clock":       {swap("tables/settings", `["clock","`, `["clock","AAAA`), "what was kept is damaged"},
		"other bytes": {swap("blobs/", "PNG", "GIF"), "the bytes of picture"},
		"a blob's name": {with(func(e *entry) {
			if name, ok := strings.CutPrefix(e.name, "blobs/"); ok {
				e.name = "blobs/../" + name
			}
		}), "it holds"},
		"no blob row":   {without(t, sound, "tables/blobs"), "its pictures are not those that its rows name"},
		"bytes missing": {swap("tables/blobs", hexOf(t, sound), strings.Repeat("0", 64)), "its pictures are not those that its rows name"},
		"twice":         {twice(t, sound), "have one key"},
		"bomb":          {pack(t, []entry{{"manifest.json", strings.Repeat(" ", 32<<20)}}), "manifest.json has 33554432 bytes"},
		"long row":      {pack(t, append(sound[:1:1], entry{"tables/accounts/000001.jsonl", strings.Repeat("[", 5<<20)})), "longer than"},
	} {
		if got := s.ask(t, "POST /api/restore", c.file); !strings.HasPrefix(got, `400 {"error":"`) || !strings.Contains(got, c.why) {
			t.Errorf("%s: %.300s, want %s", name, got, c.why)
		}
	}
	if got := s.shown(t); got != want {
		t.Errorf("changed to\n%s\nfrom\n%s", got, want)
	}
	if left, err := filepath.Glob(filepath.Join(s.data, ".snapshot-*")); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestConsoleSnapshotUnderLoad takes snapshots while calls change the merchant:
// each holds one moment, in which merchant and history agree.
func TestConsoleSnapshotUnderLoad(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	stop, ended := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for {
			select {
			case <-stop:
				ended <- n
				return
			default:
				s.send(t, "modifywxastore", `{"intro":"`+time.Duration(n).String()+`"}`)
				n++
			}
		}
	}()
	other := start(t, "")
	for range 5 {
		other.want(t, "POST /api/restore", s.snapshot(t), "200 ")
		m := read[struct{ Version int64 }](t, other, "GET /api/merchants/"+seed.DemoAppID, "")
		h := read[struct{ Changes []struct{ Version int64 } }](t, other, "GET /api/merchants/"+seed.DemoAppID+"/history?limit=1", "")
		if m.Version > 0 && (len(h.Changes) != 1 || h.Changes[0].Version != m.Version) {
			t.Errorf("merchant of version %d, history %+v", m.Version, h)
		}
	}
	close(stop)
	if n := <-ended; n == 0 {
		t.Error("no call was made meanwhile")
	}
}

func writeSeed(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// hexOf is the hash of the one blob.
func hexOf(t *testing.T, all []entry) string {
	t.Helper()
	for _, e := range all {
		if name, ok := strings.CutPrefix(e.name, "blobs/"); ok {
			if _, err := hex.DecodeString(name); err == nil {
				return name
			}
		}
	}
	t.Fatal("no blob")
	return ""
}

// without leaves out the one row of a table, and counts it out.
func without(t *testing.T, all []entry, table string) string {
	t.Helper()
	return counted(t, all, -1, func(e *entry) {
		if strings.HasPrefix(e.name, table) {
			e.content = ""
		}
	})
}

// twice has the one merchant twice.
func twice(t *testing.T, all []entry) string {
	t.Helper()
	return counted(t, all, 1, func(e *entry) {
		if strings.HasPrefix(e.name, "tables/merchants/") {
			e.content += e.content
		}
	})
}

// counted changes entries and by how much there are more rows.
func counted(t *testing.T, all []entry, more int, change func(*entry)) string {
	t.Helper()
	all = append([]entry{}, all...)
	for i := range all {
		change(&all[i])
		if all[i].name == "end.json" {
			var end struct {
				Rows  int `json:"rows"`
				Blobs int `json:"blobs"`
			}
			if err := json.Unmarshal([]byte(all[i].content), &end); err != nil {
				t.Fatal(err)
			}
			end.Rows += more
			text, err := json.Marshal(end)
			if err != nil {
				t.Fatal(err)
			}
			all[i].content = string(text)
		}
	}
	return pack(t, all)
}
