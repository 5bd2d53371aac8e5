package cli

import (
	"reflect"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/cli/manual"
)

// TestGrammarOfALine compares each command in the grammar of a line that begins with it
// with the same in the whole grammar: all that can be said of it, and what the others
// are called.
func TestGrammarOfALine(t *testing.T) {
	whole, err := New()
	if err != nil {
		t.Fatal(err)
	}
	narrow := 0
	for _, want := range whole.parser.Model.Children {
		p, err := program(grammarOf([]string{want.Name}))
		if err != nil {
			t.Fatal(err)
		}
		names := func(n *kong.Node) (all []string) {
			for _, child := range n.Children {
				all = append(all, child.Name+": "+child.Help)
			}
			return all
		}
		if diff := cmp.Diff(names(whole.parser.Model.Node), names(p.parser.Model.Node)); diff != "" {
			t.Errorf("%s: the commands differ (-whole +narrow):\n%s", want.Name, diff)
		}
		for _, got := range p.parser.Model.Children {
			if got.Name == want.Name {
				if diff := cmp.Diff(manual.Texts(want), manual.Texts(got)); diff != "" {
					t.Errorf("%s (-whole +narrow):\n%s", want.Name, diff)
				}
			}
		}
		if len(p.parser.Model.Leaves(false)) < len(whole.parser.Model.Leaves(false)) {
			narrow++
		}
	}
	if narrow < 10 {
		t.Errorf("%d commands have a grammar of their own", narrow)
	}
}

// TestGrammarOfOtherLines tries lines that do not begin with a command that can have a
// grammar of its own.
func TestGrammarOfOtherLines(t *testing.T) {
	for _, args := range [][]string{nil, {"--lang", "zh", "modify"}, {"amdin"}, {"help", "admin"}, {"man"}, {"__complete", "ad"}, {"-V"}, {"calls", "list"}} {
		if got := reflect.TypeOf(grammarOf(args)); got != reflect.TypeFor[*cli]() {
			t.Errorf("%q is parsed with %v", args, got)
		}
	}
}
