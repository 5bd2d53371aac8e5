package command

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// FindInterface returns the declaration of a name or a path. One that is nearly right is
// not called: the error says what may be meant.
func FindInterface(nameOrPath string) (weixin.Declaration, error) {
	if d, ok := weixin.Find(nameOrPath); ok {
		return d, nil
	}
	if d, ok := weixin.FindPath("/" + strings.TrimPrefix(nameOrPath, "/")); ok {
		return d, nil
	}
	if near := nearInterfaces(nameOrPath); len(near) > 0 {
		return weixin.Declaration{}, Usagef("there is no interface %q; did you mean %s? wxastore interfaces lists their names and paths", nameOrPath, strings.Join(near, ", "))
	}
	return weixin.Declaration{}, Usagef("there is no interface %q: wxastore interfaces lists their names and paths", nameOrPath)
}

// maxNear is how many interfaces are suggested at most.
const maxNear = 5

// nearInterfaces are those that a text may mean: what the last part of their path is, what
// holds it, or what is a letter or two from it.
func nearInterfaces(text string) []string {
	asked := strings.ToLower(strings.Trim(text, "/"))
	if asked == "" {
		return nil
	}
	last := path.Base(asked)
	tests := []func(d weixin.Declaration) bool{
		func(d weixin.Declaration) bool { return path.Base(d.Path) == last },
		func(d weixin.Declaration) bool {
			return strings.Contains(d.Name, asked) || strings.Contains(d.Path, asked)
		},
		func(d weixin.Declaration) bool {
			return distance(d.Name, asked) <= 2 || distance(path.Base(d.Path), last) <= 2
		},
	}
	for _, test := range tests {
		var near []string
		for _, d := range weixin.Declarations() {
			if test(d) && len(near) < maxNear {
				near = append(near, d.Name+" ("+d.Path+")")
			}
		}
		if near != nil {
			return near
		}
	}
	return nil
}

// distance is how many letters have to be added, left out or replaced to make one text
// of another.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := corner
			if a[i] != b[j] {
				replaced++
			}
			corner = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// EndedAs says how a call ended. An injected fault comes first, because it
// explains the rest.
func EndedAs(s *Streams, e journal.Ending) string {
	switch {
	case e.Fault == "":
		return s.Say(string(e.Kind))
	case e.Kind == journal.Injected, e.Kind == journal.Cut:
		return s.Say("%s, by your fault %s", s.Say(string(e.Kind)), e.Fault)
	}
	return s.Say("%s, after your fault %s made it wait", s.Say(string(e.Kind)), e.Fault)
}

// Readable indents JSON and leaves all else as it is.
func Readable(body string) string {
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(body), "", "  "); err == nil {
		body = indented.String()
	}
	return weixin.PrintableText(body)
}

// OneLine keeps a table a table.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
