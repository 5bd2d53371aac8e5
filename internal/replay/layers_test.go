package replay_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/replay"
)

// answer is a Shown of a body.
func answer(body string, headers ...[2]string) replay.Shown {
	return replay.Shown{Status: "200 OK", Headers: append([][2]string{{"Content-Type", "text/plain"}}, headers...), Body: body}
}

// TestLayers changes one thing of an answer at a time: each shows in one layer.
func TestLayers(t *testing.T) {
	const body = `{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"a":1,"b":[1,2]},"at":$time,"item":[]}`
	same := answer(body)
	for got, want := range map[string]string{
		`{"errcode":0,"errmsg":"ok","id":"$media_id:7","n":{"a":1,"b":[1,2]},"at":$time,"item":[]}`:             "",
		`{"errcode":0,"errmsg":"ok","id":"$text","n":{"a":1,"b":[1,2]},"at":$time,"item":[]}`:                   "values id",
		`{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"a":1,"b":[1,2]},"at":$time,"item":[],"x":1}`:       "fields x",
		`{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"b":[1,2]},"at":$time,"item":[]}`:                   "fields n.a",
		`{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"b":[1,2],"a":1},"at":$time,"item":[]}`:             "order n",
		`{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"a":"1","b":[1,2]},"at":$time,"item":[]}`:           "types n.a",
		`{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"a":2,"b":[1,2]},"at":$time,"item":[]}`:             "values n.a",
		`{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"a":1,"b":[1,3]},"at":$time,"item":[]}`:             "values n.b.1",
		`{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"a":1,"b":[1]},"at":$time,"item":[]}`:               "",
		`{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"a":1,"b":[]},"at":$time,"item":[]}`:                "values n.b",
		`{"errcode":0,"errmsg":"ok","id":"$media_id:1","n":{"a":1,"b":[1,2]},"at":$time,"item":[ ]}`:            "bytes ",
		`{"errcode":0,"errmsg":"OK","id":"$media_id:1","n":{"a":1,"b":[1,2]},"at":$time,"item":[]}`:             "texts errmsg",
		`{"errcode":0,"errmsg":"ok rid: $rid:1","id":"$media_id:1","n":{"a":1,"b":[1,2]},"at":$time,"item":[]}`: "rid errmsg",
		`{"errcode":40001,"errmsg":"x","id":"$media_id:1"}`:                                                     "code errcode",
		`(image/png)`: "body ",
	} {
		found := replay.CompareShown(same, answer(got), new(replay.Binding), nil)
		var layers []string
		for _, d := range found {
			layers = append(layers, string(d.Layer)+" "+d.Path)
		}
		if strings.Join(layers, "; ") != want {
			t.Errorf("%s: %v, want %q", got, found, want)
		}
	}
	other := answer(body, [2]string{"Cache-Control", "no-cache"})
	other.Status = "412 Precondition Failed"
	other.Headers[0][1] = "application/json"
	if got := replay.CompareShown(same, other, new(replay.Binding), nil); len(got) != 3 || got[1].Path != "Content-Type" || got[2].String() != "header Cache-Control: nothing, and not no-cache" {
		t.Errorf("status and headers: %v", got)
	}
	if got := replay.CompareShown(same, other, new(replay.Binding), []replay.Layer{replay.LayerStatus}); len(got) != 1 {
		t.Errorf("one layer: %v", got)
	}
}

// TestNamesAgree binds placeholders where they first meet.
func TestNamesAgree(t *testing.T) {
	names := new(replay.Binding)
	compare := func(want, got string) int {
		return len(replay.CompareShown(answer(want), answer(got), names, nil))
	}
	for i, step := range []struct {
		want, got string
		differ    int
	}{
		{`{"id":"$media_id:1"}`, `{"id":"$media_id:4"}`, 0},
		{`{"id":"$media_id:2"}`, `{"id":"$media_id:5"}`, 0},
		{`{"id":"$media_id:1","at":$time}`, `{"id":"$media_id:4","at":$time}`, 0},
		{`{"id":"$media_id:1"}`, `{"id":"$media_id:5"}`, 1},
		{`{"id":"$media_id:3"}`, `{"id":"$media_id:4"}`, 1},
		{`{"id":$audit_id:1}`, `{"id":$audit_id:1}`, 0},
		{`("$media_id:1.png")`, `("$media_id:4.png")`, 0},
		{`("$media_id:1.png")`, `("$media_id:5.png")`, 1},
	} {
		if got := compare(step.want, step.got); got != step.differ {
			t.Errorf("step %d: %d differences, want %d", i, got, step.differ)
		}
	}
}

// TestShown writes an answer and reads it again.
func TestShown(t *testing.T) {
	a := replay.Answer{Status: "200 OK", Chunked: true, Close: true, Body: `{ "secret" : "s", "n":[{"a":1.5e3},2,null,true,"five"], "\u0061":[] }`}
	a.Header = map[string][]string{"Content-Type": {"text/plain"}, "X-Secret": {"s"}, "Location": {"/s"}}
	shown := a.Hide(func(name, value string) string { return "<" + value + ">" }, func(body string) string {
		text, err := replay.HideValues(body,
			func(path []string) string { return `"` + path[len(path)-1] + `"` },
			func(path []string, v replay.Node) string { return "$" + strings.Join(path, "_") + "_" + string(v.Kind) })
		if err != nil {
			t.Error(err)
		}
		return text
	})
	want := "HTTP/1.1 200 OK\nContent-Type: <text/plain>\nLocation: </s>\nTransfer-Encoding: chunked\nConnection: close\n\n" +
		`{ "secret" : $secret_string, "n":[{"a":$n_a_number},$n_number,$n_null,$more], "a":[] }` + "\n"
	if shown.String() != want {
		t.Errorf("shown as\n%s, want\n%s", shown, want)
	}
	read, err := replay.ParseShown(want)
	if err != nil || read.String() != want || !slices.Equal(read.Headers, shown.Headers) {
		t.Errorf("read as\n%s, %v", read, err)
	}
	for _, text := range []string{"", "200 OK\n\n", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\nx\n\n"} {
		if _, err := replay.ParseShown(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

// TestWhatIsNotJSON is refused, however deep it is nested.
func TestWhatIsNotJSON(t *testing.T) {
	for _, text := range []string{
		"", "{", `{"a"}`, `{"a":}`, `{"a":1,}`, `{a:1}`, "[1,]", "[1 2]", `{"a":1 "b":2}`, `"\x"`, `"` + "\n" + `"`, "01", "1 2", "$", "$A", "tru", strings.Repeat("[", 102) + strings.Repeat("]", 102),
	} {
		if v, err := replay.ParseNode(text); err == nil {
			t.Errorf("%q was read as a %s", text, v.Kind)
		}
	}
}
