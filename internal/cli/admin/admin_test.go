package admin

import (
	"testing"

	"github.com/wxastore/wxastore/internal/console/ops"
)

// TestEveryVerbIsThere compares the commands with the verbs that operations declare.
func TestEveryVerbIsThere(t *testing.T) {
	t.Parallel()
	there := make(map[string]bool)
	for _, v := range verbs() {
		if there[v.name] || v.help == "" {
			t.Errorf("%q is there twice, or says nothing", v.name)
		}
		there[v.name] = true
	}
	declared := 0
	for _, o := range ops.New(ops.Modules{}).Operations() {
		if o.Verb == "" {
			continue
		}
		declared++
		if !there[o.Verb] {
			t.Errorf("there is no command %q for %s %s", o.Verb, o.Method, o.Path)
		}
	}
	if declared < 20 {
		t.Errorf("only %d operations have a verb", declared)
	}
}
