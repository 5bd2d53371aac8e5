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

// TestFieldTypes asks for those of every answer, also of one that holds others of its own
// type, and looks that an answer's field goes before that of a record in it.
func TestFieldTypes(t *testing.T) {
	t.Parallel()
	for _, o := range ops.New(ops.Modules{}).Operations() {
		for name := range ownTypes(o.Answer()) {
			if _, there := fieldTypes(o.Answer())[name]; !there {
				t.Errorf("%s %s: the type of %s is missing", o.Method, o.Path, name)
			}
		}
	}
	type record struct {
		At    int `json:"at"`
		Parts []struct {
			At   string `json:"at"`
			Only bool   `json:"only"`
		} `json:"parts"`
	}
	types := fieldTypes(reflect.TypeFor[record]())
	if types["at"] != reflect.TypeFor[int]() || types["only"] != reflect.TypeFor[bool]() {
		t.Errorf("got %v", types)
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
