package fidelity_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxastore/wxastore/internal/fidelity"
)

const rendered = `
## Where we differ on purpose

| what | Weixin | wxastore | why |
|---|---|---|---|
| brushes | two | one | a hand is free |

## Every call

| about | what | mark | source |
|---|---|---|---|
| ` + "`request.access_token`, `response.errcode`, `response.errmsg`" + ` | on every call | OBSERVED | probe |
| ` + "`event.AppId`" + ` | the painter | OFFICIAL | a page |
| ` + "`-1`, `0`, `40066`, `40097`" + ` | what no page has | OFFICIAL | general error codes |
| ` + "`41001`, `40001`, `42001`, `42007`, `61003`, `61007`, `61015`, `43001`, `48004`, `45009`, `45011`" + ` | the guard's | OFFICIAL | general error codes |

## paint

| about | what | mark | source |
|---|---|---|---|
| daily-limit | a million | CHOICE |  |
| post | POST paints, too | OBSERVED | a forum |
| drying-time | an hour | CHOICE |  |
| ` + "`request.colour`" + ` | a name of a colour | INFERRED | the examples |
| ` + "`response.coats.dry`, `response.note`" + ` | how it went | OFFICIAL | api_paint |
| ` + "`40097`" + ` | an unknown colour | CHOICE |  |

## Event dried

| about | what | mark | source |
|---|---|---|---|
| ` + "`event.Coat`" + ` | which one | OFFICIAL | a page |
`

func TestDocument(t *testing.T) {
	marks, err := read(t, complete)
	if err != nil {
		t.Fatal(err)
	}
	document := marks.Document(paint(), dried())
	if !bytes.HasPrefix(document, []byte("# Fidelity\n")) {
		t.Errorf("no title: %.100q", document)
	}
	if !bytes.HasSuffix(document, []byte(rendered)) {
		t.Errorf("not rendered so:\n%s", document)
	}
}

// TestEveryMarkChangesTheDocument drops the marks one by one: none is without
// effect on what TestDocumentIsUpToDate compares.
func TestEveryMarkChangesTheDocument(t *testing.T) {
	whole, err := read(t, complete)
	if err != nil {
		t.Fatal(err)
	}
	for i, mark := range whole.Marks {
		without := fidelity.Marks{Marks: slices.Delete(slices.Clone(whole.Marks), i, i+1), Differences: whole.Differences}
		if bytes.Equal(without.Document(paint(), dried()), whole.Document(paint(), dried())) {
			t.Errorf("the mark of %s is not in the document", mark.At)
		}
	}
}

// TestFilesThatAreRead has marks where they are looked for, and where not.
func TestFilesThatAreRead(t *testing.T) {
	mark := func(text string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("package p\n\n//fidelity:choice all order | " + text + "\n")}
	}
	marks, err := fidelity.Read(fstest.MapFS{
		"internal/edge/guard.go":      mark("second"),
		"weixin/page.go":              mark("first"),
		"internal/edge/guard_test.go": mark("a test"),
		"internal/testdata/x.go":      mark("test data"),
		".tools/x.go":                 mark("a hidden folder"),
		"conformance/go.mod":          {Data: []byte("module other\n")},
		"conformance/x.go":            mark("another module"),
		"docs/x.md":                   mark("no Go"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, m := range marks.Marks {
		texts = append(texts, m.Text)
	}
	if got := strings.Join(texts, ", "); got != "first, second" {
		t.Errorf("read %s", got)
	}
}
