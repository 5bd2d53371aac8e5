package input_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/input"
)

// read returns the rows of a file of a name and a text.
func read(t *testing.T, name, text string, source fleet.Source) (all []fleet.Desired, err error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	source.Format, source.Path = input.Format(name), path
	for d, err := range input.Read(t.Context(), source, input.Options{}) {
		if err != nil {
			return all, err
		}
		all = append(all, d)
	}
	return all, nil
}

// TestForms reads the same merchant from each form.
func TestForms(t *testing.T) {
	for name, text := range map[string]string{
		"a.csv":   "\ufeffappid,tags,intro,city\n\nwxinput0001,east;new,{{city}}分店,广州\n",
		"a.yaml":  "- appid: wxinput0001\n  tags: [east, new]\n  intro: '{{ city }}分店'\n  city: 广州\n",
		"a.jsonl": `{"appid":"wxinput0001","tags":["east","new"],"intro":"{{city}}分店","city":"广州"}` + "\n",
	} {
		all, err := read(t, name, text, fleet.Source{Tags: []string{"new"}})
		if err != nil || len(all) != 1 || all[0].AppID != "wxinput0001" || all[0].Intro != "广州分店" || len(all[0].Tags) != 2 || all[0].Fault != nil {
			t.Errorf("%s: %+v, %v", name, all, err)
		}
		if all, err := read(t, name, text, fleet.Source{Tags: []string{"west"}}); err != nil || len(all) != 0 {
			t.Errorf("%s: another tag: %v, %v", name, all, err)
		}
	}
}

// TestRefusedTables reads what is not a table of merchants.
func TestRefusedTables(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"no appid":   {"a.csv", "id,intro\n1,x\n", "no column appid"},
		"credential": {"a.csv", "appid,access_token\nwxinput0001,KEEP-OUT\n", "holds credentials"},
		"twice":      {"a.csv", "appid,intro,intro\nwxinput0001,a,b\n", "twice"},
		"too long":   {"a.csv", "appid\nwxinput0001,a\n", "2 fields"},
		"UTF-16":     {"a.csv", "\xff\xfea", "UTF-16"},
		"a mapping":  {"a.yaml", "appid: x\n", "not a list"},
		"not JSON":   {"a.jsonl", "appid\n", "not a JSON object"},
		"nested":     {"a.jsonl", `{"appid":"wxinput0001","intro":{"a":1}}`, "neither a text nor a list"},
		"form":       {"a.txt", "appid\n", "name it"},

		"credential later, JSON":  {"a.jsonl", "{\"appid\":\"wxinput0001\"}\n{\"appid\":\"wxinput0002\",\" Access_Token \":\"KEEP-OUT\"}\n", "line 2: the column \"Access_Token\" holds credentials"},
		"credential later, YAML":  {"a.yaml", "- appid: wxinput0001\n- appid: wxinput0002\n  app_secret: KEEP-OUT\n", "line 2: the column \"app_secret\" holds credentials"},
		"twice later, JSON":       {"a.jsonl", "{\"appid\":\"wxinput0001\"}\n{\"appid\":\"wxinput0002\",\"intro\":\"a\",\"intro\":\"b\"}\n", "line 2: the column \"intro\" is there twice"},
		"twice later, YAML":       {"a.yaml", "- appid: wxinput0001\n- appid: wxinput0002\n  intro: a\n  intro: b\n", "line 2: the column \"intro\" is there twice"},
		"a list within a list":    {"a.jsonl", `{"appid":"wxinput0001","tags":["a",["b"]]}`, "neither a text nor a list"},
		"a mapping within a list": {"a.yaml", "- appid: wxinput0001\n  tags: [{a: b}]\n", "neither a text nor a list"},
		"two objects":             {"a.jsonl", `{"appid":"wxinput0001"} {"appid":"wxinput0002"}`, "not a JSON object"},
		"a list for a row":        {"a.jsonl", `["wxinput0001"]`, "not a JSON object"},
		"not UTF-8":               {"a.jsonl", "{\"appid\":\"wxinput0001\",\"intro\":\"\xb9\xe3\"}", "line 1 is not UTF-8"},
	} {
		if _, err := read(t, c.file, c.text, fleet.Source{}); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "KEEP-OUT") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestStoresWithAnIntroForAll refuses an introduction for all, also where a later row is the
// first one of a store.
func TestStoresWithAnIntroForAll(t *testing.T) {
	for name, text := range map[string]string{
		"a.jsonl": "{\"appid\":\"wxinput0001\"}\n{\"appid\":\"wxinput0002\",\"store_key\":\"a\"}\n",
		"a.yaml":  "- appid: wxinput0001\n- appid: wxinput0002\n  store_key: a\n",
		"a.csv":   "appid,store_key\nwxinput0001,a\n",
	} {
		if _, err := read(t, name, text, fleet.Source{Intro: "x"}); err == nil || !strings.Contains(err.Error(), "those of stores") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestShortRows reads a row of CSV that lacks the last columns as one that has them empty.
func TestShortRows(t *testing.T) {
	all, err := read(t, "a.csv", "appid,intro,store_key\nwxinput0001,x,a\nwxinput0002\n", fleet.Source{})
	if err != nil || len(all) != 2 || all[1].Store == nil || len(all[1].Columns) != 3 {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestJSONLines reads what a row of JSON may have: pairs of surrogates for a character
// outside the first plane, as json.dumps of Python writes it, and numbers as they are written.
func TestJSONLines(t *testing.T) {
	all, err := read(t, "a.jsonl", `{"appid":"wxinput0001","intro":"\u5e7f\u5dde \ud83d\ude00","lat":23.10,"n":12345678901234567890,"open":true,"none":null,"tags":["a",1.0,false]}`+"\n", fleet.Source{})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if all[0].Intro != "广州 😀" {
		t.Errorf("the introduction is %q", all[0].Intro)
	}
	want := []fleet.Column{{Name: "appid", Value: "wxinput0001"}, {Name: "intro", Value: "广州 😀"}, {Name: "lat", Value: "23.10"}, {Name: "n", Value: "12345678901234567890"}, {Name: "open", Value: "true"}, {Name: "none"}, {Name: "tags", Value: "a 1.0 false"}}
	if !slices.Equal(all[0].Columns, want) {
		t.Errorf("the columns are %+v", all[0].Columns)
	}
}

// TestSecretInRow keeps a secret that stands in a row out of what is read.
func TestSecretInRow(t *testing.T) {
	all, err := read(t, "a.csv", "appid,secret,intro\nwxinput0001,0123456789abcdef,x\nwxinput0002,env:NAME,{{gone}}\n", fleet.Source{})
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	first, second := all[0], all[1]
	if first.Fault == nil || first.Fault.Reason != fleet.SecretInRow || first.Account != "" || first.Columns[1].Value != "" {
		t.Errorf("%+v", first)
	}
	if second.Account != "env:NAME" || second.Fault == nil || second.Fault.Reason != fleet.MissingColumn {
		t.Errorf("%+v", second)
	}
}
