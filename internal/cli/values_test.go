package cli

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// internals are words of Go and of libraries, not of people.
var internals = regexp.MustCompile(`strconv|bool|slog:|time: (invalid|missing|unknown)|parsing|yaml:|json:|reflect|unmarshal|EOL|expected .* value|bit int|int64|time\.Duration|\*main|\*cli|\*command|0x[0-9a-f]|goroutine|%!`)

// badValues are values that no flag of a kind takes.
func badValues(v *kong.Value) []string {
	t := v.Target.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case v.Enum != "":
		return []string{"no-such-choice"}
	case v.IsBool():
		return []string{"perhaps"}
	case t.String() == "time.Duration":
		return []string{"5", "-1h"}
	case t.String() == "time.Time":
		return []string{"tomorrow"}
	case t.String() == "slog.Level":
		return []string{"loud"}
	case t.String() == "weixin.Code":
		return []string{"forty"}
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64, t.String() == "[]int":
		return []string{"many", "-5"}
	case t.Kind() == reflect.Float64:
		return []string{"fast", "-1"}
	}
	return nil // text
}

// TestBadValues gives every flag and argument of every command values that it
// does not take, and none at all. What is said names the flag, in words of people.
func TestBadValues(t *testing.T) {
	program, err := New()
	if err != nil {
		t.Fatal(err)
	}
	// refused parses a command line that is wrong in one value.
	refused := func(leaf *kong.Node, name string, given ...string) {
		t.Helper()
		args := append(strings.Fields(leaf.Path()), given...)
		_, err := program.parse(args)
		if err == nil || !strings.HasPrefix(err.Error(), name+": ") && !strings.HasPrefix(err.Error(), name+" must be one of ") {
			t.Errorf("%q: %v; want a sentence about %s", args, err, name)
		} else if found := internals.FindString(strings.TrimPrefix(err.Error(), name)); found != "" {
			t.Errorf("%q: %q speaks of %q", args, err, found)
		}
	}
	kinds := make(map[string]int)
	for _, leaf := range program.parser.Model.Leaves(true) {
		if leaf.Name == "run" || leaf.Name == "help" {
			continue // what follows is another's
		}
		for _, flag := range leaf.Flags {
			bad := badValues(flag.Value)
			for _, value := range bad {
				refused(leaf, "--"+flag.Name, "--"+flag.Name+"="+value)
				if strings.HasPrefix(value, "-") {
					refused(leaf, "--"+flag.Name, "--"+flag.Name, value)
				}
			}
			if !flag.IsBool() {
				kinds[flag.Target.Type().String()]++
				refused(leaf, "--"+flag.Name, "--"+flag.Name)
				refused(leaf, "--"+flag.Name, "--"+flag.Name, "--help")
			}
		}
		for i, arg := range leaf.Positional {
			for _, value := range badValues(arg) {
				// What stands before it is text, or a number that is taken.
				before := slices.Repeat([]string{"1"}, i)
				refused(leaf, "<"+arg.Name+">", append(before, value)...)
			}
		}
	}
	for _, kind := range []string{"int", "int64", "[]int", "time.Duration", "time.Time", "slog.Level", "string"} {
		if kinds[kind] == 0 {
			t.Errorf("no flag of kind %s was tried: %v", kind, kinds)
		}
	}
}
