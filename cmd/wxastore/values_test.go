package main

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// internals are words of Go and of libraries, not of people.
var internals = regexp.MustCompile(`strconv|bool|slog:|time: (invalid|missing|unknown)|parsing|yaml:|json:|reflect|unmarshal|EOL|expected .* value|bit int|int64|time\.Duration|\*main|0x[0-9a-f]|goroutine|%!`)

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
	case t.String() == "main.moment":
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
	set := &settings{lookupEnv: os.LookupEnv}
	parser, err := newParser(t.Context(), &streams{}, set)
	if err != nil {
		t.Fatal(err)
	}
	// refused parses a command line that is wrong in one value.
	refused := func(leaf *kong.Node, name string, given ...string) {
		t.Helper()
		args := append(strings.Fields(leaf.Path()), given...)
		_, err := parse(parser, set, args)
		if err == nil || !strings.HasPrefix(err.Error(), name+": ") && !strings.HasPrefix(err.Error(), name+" must be one of ") {
			t.Errorf("%q: %v; want a sentence about %s", args, err, name)
		} else if found := internals.FindString(strings.TrimPrefix(err.Error(), name)); found != "" {
			t.Errorf("%q: %q speaks of %q", args, err, found)
		}
	}
	kinds := make(map[string]int)
	for _, leaf := range parser.Model.Leaves(true) {
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
	for _, kind := range []string{"int", "int64", "[]int", "time.Duration", "main.moment", "slog.Level", "string"} {
		if kinds[kind] == 0 {
			t.Errorf("no flag of kind %s was tried: %v", kind, kinds)
		}
	}
}

// TestValues reads values in each of the ways in which they may be given.
func TestValues(t *testing.T) {
	for text, want := range map[string]string{
		"0": "", "90s": "1m30s", "2d": "48h0m0s", "1d12h": "36h0m0s", "0d": "0s", "1d1ms": "24h0m0.001s", "1.5h": "1h30m0s",
	} {
		got, err := readSpan(text)
		if want == "" {
			want = "0s"
		}
		if fmt.Sprint(got) != want || err != nil {
			t.Errorf("%q: %s, %v; want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"2026-03-01":                "2026-03-01T00:00:00+08:00",
		"2026-03-01 15:04":          "2026-03-01T15:04:00+08:00",
		"2026-03-01T15:04":          "2026-03-01T15:04:00+08:00",
		"2026-03-01 15:04:05":       "2026-03-01T15:04:05+08:00",
		"2026-03-01T15:04:05":       "2026-03-01T15:04:05+08:00",
		"2026-03-01T15:04:05Z":      "2026-03-01T15:04:05Z",
		"2026-03-01T15:04:05+01:00": "2026-03-01T15:04:05+01:00",
	} {
		if got, err := readMoment(text); string(got) != want || err != nil {
			t.Errorf("%q: %s, %v; want %s", text, got, err, want)
		}
	}
}

// TestWrongValues reads what is none, of each kind.
func TestWrongValues(t *testing.T) {
	said := make(map[string]error)
	for _, text := range []string{"", "5", "soon", "1x", "d", "1.5d", "99999999999d", "65535d2562000h", "1d-2h", "-1h", "1h d"} {
		_, said["duration "+text] = readSpan(text)
	}
	for _, text := range []string{"", "tomorrow", "2026-13-01", "2026-3-1", "1767225600", "2026-03-01 25:00"} {
		_, said["time "+text] = readMoment(text)
	}
	for _, text := range []string{"", "loud", "INFO+2", "0"} {
		_, said["level "+text] = readLevel(text)
	}
	for _, text := range []string{"", "many", "1.5", "1GB", "0x10", "-5", "99999999999999999999"} {
		_, said["number "+text] = readNumber[int](text)
	}
	for _, text := range []string{"", "fast", "-1", "NaN", "Inf", "1e999"} {
		_, said["factor "+text] = readFactor(text)
	}
	for _, text := range []string{"", "forty", "1.5", "99999999999"} {
		_, said["code "+text] = readCode(text)
	}
	for what, err := range said {
		if err == nil {
			t.Errorf("%q was read", what)
		} else if found := internals.FindString(err.Error()); found != "" && !strings.Contains(what, found) {
			t.Errorf("%q: %v speaks of %q", what, err, found)
		}
	}
}
