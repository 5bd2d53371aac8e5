package admin

import (
	"reflect"
	"testing"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/ops"
)

// TestEveryVerbIsThere compares the commands with the verbs that operations declare.
func TestEveryVerbIsThere(t *testing.T) {
	t.Parallel()
	there, commands := make(map[string]bool), make(map[string]any)
	for _, v := range verbs() {
		if there[v.name] || v.help == "" {
			t.Errorf("%q is there twice, or says nothing", v.name)
		}
		there[v.name], commands[v.name] = true, v.command
	}
	declared := 0
	for _, o := range ops.New(ops.Modules{}).Operations() {
		if o.Verb == "" {
			continue
		}
		declared++
		if of := commands[o.Verb]; (o.Destroys != "") != asks(of) {
			t.Errorf("%s destroys: %v, has --yes: %v", o.Verb, o.Destroys != "", asks(of))
		}
		if !there[o.Verb] {
			t.Errorf("there is no command %q for %s %s", o.Verb, o.Method, o.Path)
		}
	}
	if declared < 20 {
		t.Errorf("only %d operations have a verb", declared)
	}
}

// asks reports whether a command has the flag without which nothing is destroyed.
func asks(of any) bool {
	if of == nil {
		return false
	}
	f, ok := reflect.TypeOf(of).FieldByName("Yes")
	return ok && f.Type == reflect.TypeFor[command.Yes]()
}
