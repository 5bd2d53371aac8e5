package fidelity_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxastore/wxastore/internal/fidelity"
	"github.com/wxastore/wxastore/weixin"
)

// paint is an interface with a code of its own, codes of the guard, and fields
// of every sort.
func paint() []weixin.Declaration {
	type request struct {
		Colour string `json:"colour"`
	}
	type coat struct {
		Dry bool `json:"dry"`
	}
	type response struct {
		weixin.Status
		Coats []*coat      `json:"coats"`
		Note  string       `json:"note,omitempty"`
		File  *weixin.File `json:"-"`
	}
	return []weixin.Declaration{weixin.Interface[request, response]{Page: weixin.Page{
		Name: "paint", Methods: weixin.Methods{"GET", "POST"}, DailyLimit: weixin.UnpublishedLimit, Callers: weixin.AllKinds, Errors: []weixin.Code{40097},
	}}.Declared()}
}

// dried is an event.
func dried() []weixin.EventDeclaration {
	type body struct {
		Coat int `xml:"Coat,omitempty"`
	}
	return []weixin.EventDeclaration{weixin.Event[body]{Push: weixin.Push{Name: "dried"}}.Declared()}
}

// complete are marks that leave nothing out.
const complete = `package paint

//fidelity:official all -1,0,40066,40097 | what no page has | general error codes
//fidelity:official all 41001,40001,42001,42007,61003,61007,61015,43001,48004,45009,45011 | the guard's | general error codes
//fidelity:observed all request.access_token,response.errcode,response.errmsg | on every call | probe

// Paint paints.
//
//fidelity:choice paint 40097 | an unknown colour
//fidelity:choice unpublished daily-limit | a million
//fidelity:observed paint post | POST paints, too | a forum
//fidelity:inferred paint request.colour | a name of a colour | the examples
//fidelity:official dried event.Coat | which one | a page
//fidelity:official all event.AppId | the painter | a page
func Paint() {
	//fidelity:official paint response.coats.dry,response.note | how it went | api_paint
	//fidelity:choice paint drying-time | an hour
	//fidelity:differs brushes | two | one | a hand is free
}
`

func read(t *testing.T, source string) (fidelity.Marks, error) {
	t.Helper()
	return fidelity.Read(fstest.MapFS{"paint.go": {Data: []byte(source)}})
}

func TestCompleteMarksPass(t *testing.T) {
	marks, err := read(t, complete)
	if err != nil {
		t.Fatal(err)
	}
	if err := marks.Check(paint(), dried()); err != nil {
		t.Error(err)
	}
}

// TestWrongMarksAreReported spoils the complete marks, each time in one way.
func TestWrongMarksAreReported(t *testing.T) {
	for name, test := range map[string]struct{ old, new, report string }{
		"guard's code gone":      {",45011 |", " |", "paint: code 45011 has no mark"},
		"own code gone":          {"paint 40097", "paint colours", "paint: code 40097 has no mark"},
		"own code for all":       {"paint 40097", "all 40097", "paint: code 40097 has no mark"},
		"code of no page gone":   {"-1,0,40066", "-1,0", "code 40066 has no mark of all"},
		"request field gone":     {"paint request.colour", "paint colours", "paint: field request.colour has no mark"},
		"response field gone":    {",response.note", "", "paint: field response.note has no mark"},
		"inner field gone":       {"response.coats.dry,", "", "paint: field response.coats.dry has no mark"},
		"token gone":             {"request.access_token,", "", "paint: field request.access_token has no mark"},
		"no such interface":      {"choice paint 40097", "choice paint,glue 40097", `paint.go:9: there is no interface "glue"`},
		"no such code":           {"paint 40097", "paint 40097,40007", `paint.go:9: paint has no "40007"`},
		"no such code of any":    {"all 41001", "all 40007,41001", `all has no "40007"`},
		"no such field":          {"paint request.colour", "paint request.colour,request.color", `paint has no "request.color"`},
		"no such field of any":   {"all request.access_token", "all request.access_token,response.data", `all has no "response.data"`},
		"field without a side":   {"paint request.colour", "paint request.colour,colour.name", `paint has no "colour.name"`},
		"word that is none":      {"drying-time", "DryingTime", `paint has no "DryingTime"`},
		"official, no source":    {" | api_paint", "", "OFFICIAL needs a source"},
		"observed, empty source": {"| probe", "| ", "OBSERVED needs a source"},
		"inferred, no source":    {" | the examples", "", "INFERRED needs a source"},
		"event field gone":       {"official dried event.Coat", "official dried coat", "dried: field event.Coat has no mark"},
		"no such event field":    {"dried event.Coat", "dried event.Coat,event.Wall", `dried has no "event.Wall"`},
		"no daily limit":         {"unpublished daily-limit", "all daily-limit", "paint: daily-limit has no mark"},
		"method without a mark":  {"paint post", "paint paste", "paint: post has no mark"},
		"missing, no source":     {"choice paint drying-time", "missing paint drying-time", "not built needs a source"},
	} {
		marks, err := read(t, replaceOnce(t, name, test.old, test.new))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := marks.Check(paint(), dried()); err == nil || !strings.Contains(err.Error(), test.report) {
			t.Errorf("%s: reported %v, not %q", name, err, test.report)
		}
	}
}

// TestUnreadableMarksAreReported has comments that were meant to be marks.
func TestUnreadableMarksAreReported(t *testing.T) {
	for name, test := range map[string]struct{ old, new, report string }{
		"unknown mark":        {"fidelity:choice paint 40097", "fidelity:guess paint 40097", `paint.go:9: there is no mark "guess"`},
		"upper case":          {"fidelity:choice paint 40097", "fidelity:CHOICE paint 40097", `there is no mark "CHOICE"`},
		"a blank":             {"//fidelity:choice paint 40097", "// fidelity:choice paint 40097", "paint.go:9: a mark begins with"},
		"another name":        {"//fidelity:choice paint 40097", "//Fidelity:choice paint 40097", "paint.go:9: a mark begins with"},
		"no key":              {"paint 40097 |", "paint |", "a mark is INTERFACE KEY"},
		"two keys":            {"paint 40097 |", "paint 40097 40007 |", "a mark is INTERFACE KEY"},
		"no text":             {" | an unknown colour", "", "a mark is INTERFACE KEY"},
		"empty text":          {" | an unknown colour", " | ", "a mark is INTERFACE KEY"},
		"too many parts":      {"| api_paint", "| api_paint | api_glue", "a mark is INTERFACE KEY"},
		"half a difference":   {" | a hand is free", "", "a difference is WHAT"},
		"empty difference":    {"| one |", "| |", "a difference is WHAT"},
		"a file that is none": {"package paint", "packet paint", "expected 'package'"},
	} {
		if _, err := read(t, replaceOnce(t, name, test.old, test.new)); err == nil || !strings.Contains(err.Error(), test.report) {
			t.Errorf("%s: reported %v, not %q", name, err, test.report)
		}
	}
}

func replaceOnce(t *testing.T, name, old, with string) string {
	t.Helper()
	if strings.Count(complete, old) != 1 {
		t.Fatalf("%s: %q stands %d times", name, old, strings.Count(complete, old))
	}
	return strings.Replace(complete, old, with, 1)
}
