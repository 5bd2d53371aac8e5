package lcs_test

import (
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/lcs"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ first, second, want string }{
		{"", "", ""},
		{"a b", "", "-a -b"},
		{"", "a b", "+a +b"},
		{"a b c", "a b c", "=a =b =c"},
		{"a b c d", "a c d e", "=a -b =c =d +e"},
		{"a b a b c", "b a c", "-a =b =a -b =c"},
		{"a b", "c d", "-a -b +c +d"},
	} {
		var got []string
		mark := func(m string) func(string) { return func(item string) { got = append(got, m+item) } }
		lcs.Compare(strings.Fields(c.first), strings.Fields(c.second), mark("="), mark("-"), mark("+"))
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%q and %q: %q, want %q", c.first, c.second, text, c.want)
		}
	}
}
