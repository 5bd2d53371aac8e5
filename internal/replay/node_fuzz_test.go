package replay_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/replay"
)

// FuzzParseNode reads what encoding/json reads, and nothing else but placeholders;
// what is hidden is JSON still.
func FuzzParseNode(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"errcode":0,"errmsg":"ok"}`, `[1,-2.5e+3,true,false,null,"a\u4e2d\"\\"]`, ` { "a" : [ [ ] , { } ] } `, `"`, `{"a":1,}`, `01`, `"\x"`, `[1,2,3,4,5]`, "\"\x00\"", `"\`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "[")+strings.Count(text, "{") > 50 {
			return // it may be nested too deep
		}
		_, err := replay.ParseNode(text)
		if !strings.Contains(text, "$") && (err == nil) != json.Valid([]byte(text)) {
			t.Errorf("%q: %v, and JSON: %t", text, err, json.Valid([]byte(text)))
		}
		if err != nil {
			return
		}
		hidden, err := replay.HideValues(text, func([]string) string { return `"k"` }, func(_ []string, v replay.Node) string { return "7" })
		if err != nil {
			t.Fatal(err)
		}
		if left := strings.ReplaceAll(hidden, "$more", "7"); !json.Valid([]byte(left)) || strings.Trim(left, "{}[]:,7\"k \t\r\n") != "" {
			t.Errorf("%q is hidden as %q", text, hidden)
		}
	})
}
