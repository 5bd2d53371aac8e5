package doctest

import (
	"regexp"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/replay"
)

// varying are the forms of what differs from run to run.
var varying = append(replay.Wxastore().Values,
	replay.Value{Form: regexp.MustCompile(`(?m)(^|[^\w-])[\w-]{64}($|[^\w-])`), Shown: "${1}MEDIA_ID$2"},
	replay.Value{Form: regexp.MustCompile(`\d\d_[A-Za-z0-9_-]{8,}…?`), Shown: "ACCESS_TOKEN"},
	replay.Value{Form: regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?Z| ?[+-]\d\d:?\d\d| CST)?`), Shown: "TIME"},
	replay.Value{Form: regexp.MustCompile(`\b\d\d:\d\d:\d\d(\.\d+)?\b`), Shown: "TIME"},
	replay.Value{Form: regexp.MustCompile(`(?m)\b\d+(\.\d+)? ?(µs|ms)( |$)`), Shown: "DURATION$3"},
	replay.Value{Form: regexp.MustCompile(`\b1[6-9]\d{8}\b`), Shown: "UNIX_TIME"},
	replay.Value{Form: regexp.MustCompile(`\b[1-9]\d{8}\b`), Shown: "ID"},
	replay.Value{Form: regexp.MustCompile(`\b[1-9]\d{18}\b`), Shown: "MAP_POI_ID"},
	replay.Value{Form: regexp.MustCompile(`"version":"[0-9a-f]{16}"`), Shown: `"version":"VERSION"`},
	replay.Value{Form: regexp.MustCompile(`/login\?code=[A-Z2-7]+`), Shown: "/login?code=CODE"},
	replay.Value{Form: regexp.MustCompile(`[A-Za-z0-9/_.-]*/wxastore-data`), Shown: "DATA"},
	replay.Value{Form: regexp.MustCompile(`[ \t]+`), Shown: " "},
)

// neutral is a text without what varies.
func neutral(text string) string {
	for _, v := range varying {
		text = v.Form.ReplaceAllString(text, v.Shown)
	}
	return text
}

// says reports whether a page that shows a text speaks of what was printed.
func says(shown, printed string) bool {
	var form strings.Builder
	form.WriteString(`\A`)
	for line := range strings.Lines(neutral(strings.TrimRight(shown, "\n"))) {
		line = strings.TrimSpace(line)
		if line == "…" {
			form.WriteString(`(?:.*\n)*?`)
			continue
		}
		form.WriteString(` ?` + strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*") + ` ?\n`)
	}
	form.WriteString(`\z`)
	if printed = strings.TrimRight(printed, "\n"); printed != "" {
		printed += "\n"
	}
	return regexp.MustCompile(form.String()).MatchString(neutral(printed))
}

// TestNeutral has a media id in which a part looks like a token.
func TestNeutral(t *testing.T) {
	const printed = "xg_pmEY3mdILkV9xX8GYgXvN43_cAocaLJIBoigssfA5VQmnvIJJnikZc3HFkKfR\n11_End4MDEyMzQ1Njc4OWFi\n"
	if got := neutral(printed); got != "MEDIA_ID\nACCESS_TOKEN\n" {
		t.Errorf("%q", got)
	}
}
