package weixin_test

import (
	"encoding/json"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// TestDeclarations checks what every page must have.
func TestDeclarations(t *testing.T) {
	names, paths := map[string]bool{}, map[string]bool{}
	for _, d := range weixin.Declarations() {
		for _, path := range d.Paths() {
			if names[d.Name] || paths[path] || !strings.HasPrefix(path, "/") {
				t.Errorf("%s: name or path stands twice, or a path is none", d.Name)
			}
			paths[path] = true
		}
		names[d.Name] = true
		if d.Title == "" || d.Callers == 0 || len(d.Methods) == 0 || slices.ContainsFunc(d.Methods, func(m string) bool { return m != "GET" && m != "POST" }) {
			t.Errorf("%s: incomplete: %+v", d.Name, d.Page)
		}
		if doc, err := url.Parse(d.Doc); err != nil || doc.Host != "developers.weixin.qq.com" {
			t.Errorf("%s: the page's address is %q", d.Name, d.Doc)
		}
		if d.Body != weixin.NoBody && d.MaxBody == 0 {
			t.Errorf("%s: a body without a limit", d.Name)
		}
		checkParams(t, d)
		checkCodes(t, d)
	}
}

func checkParams(t *testing.T, d weixin.Declaration) {
	t.Helper()
	params := d.Params()
	if len(params) != d.Request.NumField() {
		t.Errorf("%s: %d of %d fields are parameters", d.Name, len(params), d.Request.NumField())
	}
	for _, p := range params {
		if p.Required && p.Missing != weixin.OK && !slices.Contains(d.Codes(), p.Missing) {
			t.Errorf("%s: without %s it answers %d, which is not declared", d.Name, p.Name, p.Missing)
		}
		if need, ok := d.Request.Field(p.Index).Tag.Lookup("need"); ok && need != "required" && need != strconv.Itoa(int(p.Missing)) {
			t.Errorf("%s: %s needs %q, which is neither a code nor \"required\"", d.Name, p.Name, need)
		}
		if p.Doc == "" {
			t.Errorf("%s: parameter %s is not described", d.Name, p.Name)
		}
		if p.In == "query" && p.Type.Kind() != reflect.String {
			t.Errorf("%s: query parameter %s is not a string", d.Name, p.Name)
		}
		if p.In == "json" != (d.Body == weixin.JSONBody) && p.In != "query" {
			t.Errorf("%s: parameter %s does not fit the body", d.Name, p.Name)
		}
	}
}

func checkCodes(t *testing.T, d weixin.Declaration) {
	t.Helper()
	codes := d.Codes()
	for i, code := range codes {
		if code.Text() == "" {
			t.Errorf("%s: no text for %d", d.Name, code)
		}
		if slices.Contains(codes[:i], code) {
			t.Errorf("%s: %d stands twice", d.Name, code)
		}
	}
}

// TestFind finds each declaration by its name and by its path, and by nothing
// else.
func TestFind(t *testing.T) {
	for _, d := range weixin.Declarations() {
		if got, ok := weixin.Find(d.Name); !ok || got.Path != d.Path {
			t.Errorf("%s: found %q", d.Name, got.Path)
		}
		for _, path := range d.Paths() {
			if got, ok := weixin.FindPath(path); !ok || got.Name != d.Name {
				t.Errorf("%s: found %q", path, got.Name)
			}
		}
		if _, ok := weixin.Find(d.Path); ok {
			t.Errorf("%s is taken for a name", d.Path)
		}
	}
	if _, ok := weixin.Find(""); ok {
		t.Error("there is an interface without a name")
	}
}

// TestTexts has all rows of the table, with their odd spellings.
func TestTexts(t *testing.T) {
	table, err := os.ReadFile("errcodes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if rows := strings.Count(string(table), "\n") - 1; weixin.Codes() != rows {
		t.Errorf("%d codes of %d rows", weixin.Codes(), rows)
	}
	for code, want := range map[weixin.Code]string{
		-1: "system error", 0: "ok", 40006: "invalid meida size", 85040: "store has added by yourseld",
		85049: "reach headimg or introduction quota limit", 99999999: "",
	} {
		if got := code.Text(); got != want {
			t.Errorf("%d: %q", code, got)
		}
	}
}

// TestRID has the shape of the rids on the wire.
func TestRID(t *testing.T) {
	at := time.Unix(0x6aac0064, 0)
	rid := weixin.MakeRID(at, 0xb55b48ab, 0x0000487e)
	if rid != "6aac0064-355b48ab-0000487e" {
		t.Errorf("%s", rid)
	}
	for errmsg, want := range map[string][2]string{
		weixin.JoinMessage("access_token missing", rid): {"access_token missing", string(rid)},
		"invalid code, rid: 6aac0064-355b48ab-4c5b487e": {"invalid code", "6aac0064-355b48ab-4c5b487e"},
		"data format error hint: [A.iFN8ore-wKxRIa]":    {"data format error hint: [A.iFN8ore-wKxRIa]", ""},
		"ok": {"ok", ""},
	} {
		text, rid := weixin.SplitMessage(errmsg)
		if text != want[0] || string(rid) != want[1] {
			t.Errorf("%q: %q, %q", errmsg, text, rid)
		}
	}
}

// TestMediaID reads what clients send.
func TestMediaID(t *testing.T) {
	for in, want := range map[string]weixin.MediaID{`"abc"`: "abc", `123`: "123", `-1`: "-1", `null`: "", `""`: ""} {
		var got weixin.MediaID
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: %q, %v", in, got, err)
		}
	}
	var id weixin.MediaID
	if id = "before"; json.Unmarshal([]byte(`null`), &id) != nil || id != "before" {
		t.Errorf("null made it %q", id)
	}
	if json.Unmarshal([]byte(`""`), &id) != nil || id != "" {
		t.Errorf("an empty string made it %q", id)
	}
	if json.Unmarshal([]byte(`{}`), &id) == nil || json.Unmarshal([]byte(`true`), &id) == nil {
		t.Error("an object or a bool was taken for a media id")
	}
}

// TestInt reads what clients send.
func TestInt(t *testing.T) {
	for in, want := range map[string]weixin.Int{`7`: 7, `"7"`: 7, `"-1"`: -1, `null`: 5, `""`: 5} {
		got := weixin.Int(5)
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: %d, %v", in, got, err)
		}
	}
	for _, in := range []string{`"x"`, `"7`, `1.5`, `"1.5"`, `{}`, `"{}"`, `"null"`, `true`, `"9223372036854775808"`} {
		if got := weixin.Int(5); json.Unmarshal([]byte(in), &got) == nil {
			t.Errorf("%s was read as %d", in, got)
		}
	}
}

// TestCalendar counts days and months in Shanghai.
func TestCalendar(t *testing.T) {
	at := time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC)
	if weixin.Day(at) != "2027-01-01" || weixin.Month(at) != "2027-01" || weixin.Month(at.Add(-time.Second)) != "2026-12" {
		t.Errorf("%s %s", weixin.Day(at), weixin.Month(at))
	}
	zone, newYork := time.FixedZone("Asia/Shanghai", 8*60*60), time.FixedZone("", -5*60*60)
	for range 1000 {
		at = at.Add(7*time.Hour + 13*time.Minute + 59*time.Second).In(newYork)
		want := at.In(zone)
		if weixin.Day(at) != want.Format("2006-01-02") || weixin.Month(at) != want.Format("2006-01") || weixin.Minute(at) != want.Format("2006-01-02T15:04") {
			t.Fatalf("%s is in %s", at, weixin.Minute(at))
		}
	}
}

// TestKinds reads and writes names.
func TestKinds(t *testing.T) {
	for _, name := range []string{"official", "service", "miniprogram"} {
		kind, err := weixin.ParseKind(name)
		if err != nil || kind.String() != name || !weixin.AllKinds.Has(kind) {
			t.Errorf("%s: %v, %v", name, kind, err)
		}
	}
	if _, err := weixin.ParseKind("shop"); err == nil {
		t.Error("shop is not a kind")
	}
	if weixin.AllKinds.Has(0) {
		t.Error("no kind at all was let in")
	}
}

// TestTokenCallsNeverAnswer40001 holds that fetching a token is never refused
// with the code on which clients fetch a token: they would loop for ever.
func TestTokenCallsNeverAnswer40001(t *testing.T) {
	for _, d := range weixin.Declarations() {
		if d.Credential == weixin.AppSecret && slices.Contains(d.Codes(), weixin.InvalidCredential) {
			t.Errorf("%s can be answered 40001", d.Name)
		}
	}
}
