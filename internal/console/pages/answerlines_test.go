package pages

import (
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/console/api"
)

// TestAnswerLines marks the lines that differences are about, on either side.
func TestAnswerLines(t *testing.T) {
	t.Parallel()
	answer := api.ParityAnswer{
		Status: "200 OK", Headers: []api.ParityHeader{{Name: "Content-Type", Value: "text/plain"}},
		Body: `{"errcode":0,"list":[{"id":$number,"name":"a, \"b\": {"},{"id":2,"empty":[]},$more],"o":{},"data":{"x":1}}`,
	}
	const plain = `HTTP/1.1 200 OK
Content-Type: text/plain

{
  "errcode": 0,
  "list": [
    {
      "id": $number,
      "name": "a, \"b\": {"
    },
    {
      "id": 2,
      "empty": []
    },
    $more
  ],
  "o": {},
  "data": {
    "x": 1
  }
}`
	for _, test := range []struct {
		d    api.ParityDifference
		want string // the lines that are marked
	}{
		{api.ParityDifference{Layer: "values", Path: "none"}, ""},
		{api.ParityDifference{Layer: "status"}, "HTTP/1.1 200 OK"},
		{api.ParityDifference{Layer: "header", Path: "Content-Type"}, "Content-Type: text/plain"},
		{api.ParityDifference{Layer: "header", Path: "Connection"}, ""},
		{api.ParityDifference{Layer: "code", Path: "errcode"}, `"errcode": 0,`},
		{api.ParityDifference{Layer: "values", Path: "list.0.name"}, `"name": "a, \"b\": {"`},
		{api.ParityDifference{Layer: "types", Path: "list.1.id"}, `"id": 2,`},
		{api.ParityDifference{Layer: "values", Path: "list.1.empty"}, `"empty": []`},
		{api.ParityDifference{Layer: "fields", Path: "o"}, `"o": {},`},
		{api.ParityDifference{Layer: "order", Path: "data"}, `"data": {|"x": 1|}`},
	} {
		lines := answerLines(answer, []api.ParityDifference{test.d})
		var all, marked []string
		for _, l := range lines {
			if all = append(all, l.Text); l.Mark != "" {
				marked = append(marked, strings.TrimSpace(l.Text))
			}
		}
		if text := strings.Join(all, "\n"); text != plain {
			t.Fatalf("%s", text)
		}
		if got := strings.Join(marked, "|"); got != test.want {
			t.Errorf("%+v marks %q, want %q", test.d, got, test.want)
		}
	}
	known := []api.ParityDifference{{Layer: "values", Path: "data.x", Noise: true}, {Layer: "code", Path: "errcode"}}
	lines := answerLines(api.ParityAnswer{Status: "200 OK", Body: `{"data":{"x":1}}`}, known)
	for _, l := range lines {
		if want := map[bool]string{true: "differs", false: ""}[l.inBody]; l.Mark != want {
			t.Errorf("without an errcode, %q is marked %q", l.Text, l.Mark)
		}
	}
	for _, body := range []string{"{", `{"a`, `{"a":`, "[[[", "]}", `{"a":1}}`, "(image/png)", "{}", "[]", `"\`} {
		answerLines(api.ParityAnswer{Body: body}, known) // does not panic
	}
	if lines := answerLines(api.ParityAnswer{Status: "200 OK", Body: "(image/png)"}, nil); lines[len(lines)-1].Text != "(image/png)" {
		t.Errorf("%+v", lines)
	}
}
