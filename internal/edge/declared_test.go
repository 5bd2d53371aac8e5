package edge

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// paint is an interface with everything that a declaration can say of its
// methods and parameters.
var paint = weixin.Interface[paintRequest, paintResponse]{Page: weixin.Page{
	Name: "paint", Methods: weixin.Methods{"GET", "POST"}, Path: "/paint", Body: weixin.JSONBody, MaxBody: 100, Callers: weixin.AllKinds,
}}

type paintRequest struct {
	Room   string     `query:"room" need:"required" doc:"where"`
	Colour string     `json:"colour" need:"required" doc:"which"`
	Brush  string     `json:"brush" need:"40007" doc:"with what"`
	Coats  int        `json:"coats" need:"required" doc:"how many"`
	Ladder weixin.ID  `json:"ladder" need:"0" doc:"on what"`
	Note   *string    `json:"note" doc:"anything"`
	Steps  weixin.Int `json:"steps" doc:"how high"`
}

type paintResponse struct {
	Walls  []wall    `json:"walls"`
	First  *wall     `json:"first"`
	Pair   [2]wall   `json:"pair"`
	Hidden []string  `json:"hidden,omitempty"`
	Own    ownJSON   `json:"own"`
	Ladder weixin.ID `json:"ladder"`
}

type wall struct {
	Stains []string `json:"stains"`
}

// ownJSON encodes itself.
type ownJSON []string

func (ownJSON) MarshalJSON() ([]byte, error) { return []byte(`"own"`), nil }

// painting serves paint; it answers what answer says.
func painting(answer paintResponse) *API {
	route := Serve(paint, func(_ context.Context, _ *Call, req paintRequest) (paintResponse, error) {
		answer.Ladder = req.Ladder
		return answer, nil
	})
	return &API{
		routes: map[string]Route{route.page.Path: route}, fallback: Route{page: new(weixin.Page), serve: Undeclared},
		callers: anybody{}, quotas: anybody{}, faults: anybody{}, clock: time.Now, log: slog.New(slog.DiscardHandler),
	}
}

func ask(api *API, method, target, body string) string {
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest(method, target, strings.NewReader(body)))
	return w.Body.String()
}

var code = regexp.MustCompile(`^\{"errcode":(\d+),`)

// TestRequiredParameters leaves out what is required, in each way, and holds at
// which place in the order of checks that is seen.
func TestRequiredParameters(t *testing.T) {
	api := painting(paintResponse{})
	const target = "/paint?access_token=x&room=hall"
	for name, test := range map[string]struct{ method, target, body, want string }{
		"all there":                    {"POST", target, `{"colour":"red","coats":0}`, ""},
		"the rule's to refuse":         {"POST", target, `{"colour":"red","coats":0,"brush":null}`, ""},
		"the rule's comes first":       {"POST", target, `{"colour":"red"}`, ""},
		"the rule's comes last":        {"POST", target, `{"brush":""}`, "40097"},
		"as numbers":                   {"POST", target, `{"colour":"red","coats":0,"ladder":9007199254740993,"steps":"7"}`, ""},
		"absent":                       {"POST", target, `{"coats":0}`, "40097"},
		"null":                         {"POST", target, `{"colour":null,"coats":0}`, "40097"},
		"empty":                        {"POST", target, `{"colour":"","coats":0}`, "40097"},
		"a number absent":              {"POST", target, `{"colour":"red","brush":"b"}`, "40097"},
		"a number null":                {"POST", target, `{"colour":"red","brush":"b","coats":null}`, "40097"},
		"the last of a name counts":    {"POST", target, `{"colour":"red","coats":0,"colour":""}`, "40097"},
		"absent in the query":          {"POST", "/paint?access_token=x", `{"colour":"red","coats":0}`, "40097"},
		"another type comes first":     {"POST", target, `{"coats":"two"}`, "47001"},
		"an optional number empty":     {"POST", target, `{"colour":"red","brush":"b","coats":0,"steps":""}`, ""},
		"a string in a number":         {"POST", target, `{"colour":"red","coats":0,"steps":"x"}`, "47001"},
		"no JSON comes first":          {"POST", target, `{`, "47001"},
		"no body comes first":          {"POST", target, ``, "44002"},
		"a long body comes first":      {"POST", target, strings.Repeat(" ", 101), "45002"},
		"GET, without a body":          {"GET", target, ``, "40097"},
		"GET, with a body":             {"GET", target, `{"colour":"red","coats":0}`, ""},
		"HEAD":                         {"HEAD", target, `{"colour":"red","coats":0}`, ""},
		"another method":               {"PUT", target, `{"colour":"red","coats":0}`, "43001"},
		"the token comes before that":  {"PUT", "/paint", `{}`, "41001"},
		"the method comes before that": {"PUT", "/paint?access_token=x", ``, "43001"},
	} {
		answer, got := ask(api, test.method, test.target, test.body), ""
		if m := code.FindStringSubmatch(answer); m != nil {
			got = m[1]
		}
		if got != test.want {
			t.Errorf("%s: answered %s, want %q", name, answer, test.want)
		}
	}
	if answer := ask(api, http.MethodPost, target, `{"colour":"red","coats":0,"ladder":9007199254740993}`); !strings.Contains(answer, `"ladder":"9007199254740993"`) {
		t.Errorf("an id that was sent as a number: %s", answer)
	}
}

// TestEmptyLists encodes nil slices as [], wherever they are.
func TestEmptyLists(t *testing.T) {
	const good = `{"colour":"red","coats":1}`
	for want, answer := range map[string]paintResponse{
		`{"walls":[],"first":null,"pair":[{"stains":[]},{"stains":[]}],"own":"own","ladder":""}`:                          {},
		`{"walls":[{"stains":[]}],"first":{"stains":["x"]},"pair":[{"stains":[]},{"stains":[]}],"own":"own","ladder":""}`: {Walls: []wall{{}}, First: &wall{[]string{"x"}}},
	} {
		if got := ask(painting(answer), http.MethodPost, "/paint?access_token=x&room=hall", good); got != want {
			t.Errorf("answered %s, want %s", got, want)
		}
	}
}

// TestFallback has undeclared paths answered by what was handed in.
func TestFallback(t *testing.T) {
	api := painting(paintResponse{})
	api.fallback.serve = func(_ context.Context, _ http.ResponseWriter, r *http.Request, call *Call) (any, error) {
		if call.RID == "" {
			t.Error("a call without a rid")
		}
		return map[string]string{"forwarded": r.URL.Path}, nil
	}
	if got := ask(api, http.MethodDelete, "/cgi-bin/menu/get", ""); got != `{"forwarded":"/cgi-bin/menu/get"}` {
		t.Errorf("answered %s", got)
	}
	if got := ask(api, http.MethodPost, "/paint?access_token=x&room=hall", `{"colour":"red","coats":1}`); strings.Contains(got, "forwarded") {
		t.Errorf("a declared path was answered %s", got)
	}
}
