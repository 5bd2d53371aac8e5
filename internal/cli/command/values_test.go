package command

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// internals are words of Go and of libraries, not of people.
var internals = regexp.MustCompile(`strconv|bool|slog:|time: (invalid|missing|unknown)|parsing|yaml:|json:|reflect|unmarshal|EOL|expected .* value|bit int|int64|time\.Duration|\*main|\*cli|\*command|0x[0-9a-f]|goroutine|%!`)

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
		if got, err := readTime(text); got.Format(time.RFC3339Nano) != want || err != nil {
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
		_, said["time "+text] = readTime(text)
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
