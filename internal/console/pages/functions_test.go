package pages

import (
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

func TestAhead(t *testing.T) {
	t.Parallel()
	table := tables(t)[english]
	for d, want := range map[time.Duration]string{
		0: "0 s", time.Second: "1 s", 59 * time.Second: "59 s", time.Minute: "1 min", 61 * time.Second: "1 min 1 s",
		2 * time.Hour: "2 h", -2 * time.Hour: "2 h", 7199 * time.Second: "1 h 59 min", 24*time.Hour + time.Second: "1 d", 75 * time.Hour: "3 d 3 h",
	} {
		if got := ahead(api.Duration(d), table); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestGrouped(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1000: "-1,000", -999: "-999", 1234567: "1,234,567"} {
		if got := grouped(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestPretty(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"a":1,"b":[]}`: "{\n  \"a\": 1,\n  \"b\": []\n}", `{"a":`: `{"a":`, "": "", "plain": "plain", "12": "12", `{"a":"<b>"}`: "{\n  \"a\": \"<b>\"\n}",
		"\xff{": "\ufffd{",
	} {
		if got := pretty(body, ""); got != want {
			t.Errorf("%q: %q", body, got)
		}
	}
	if got := pretty("a=1&b=2", "application/x-www-form-urlencoded"); got != "a=1\n&b=2" {
		t.Errorf("form: %q", got)
	}
}

// TestWait holds that a wait is shown with its shape and bounds, in both languages.
func TestWait(t *testing.T) {
	t.Parallel()
	all := tables(t)
	for l, want := range map[api.Latency][2]string{
		{Shape: "fixed", Min: api.Duration(2 * time.Second)}:                                              {"2s", "2s"},
		{Shape: "uniform", Min: api.Duration(100 * time.Millisecond), Max: api.Duration(2 * time.Second)}: {"100ms to 2s, uniform", "100ms 到 2s，均匀分布"},
		{Shape: "uniform", Max: api.Duration(time.Second)}:                                                {"0s to 1s, uniform", "0s 到 1s，均匀分布"},
		{Shape: "lognormal", Min: api.Duration(200 * time.Millisecond), Sigma: 0.5}:                       {"median 200ms, lognormal (sigma 0.5)", "中位数 200ms，对数正态分布（sigma 0.5）"},
	} {
		for i, language := range []language{english, chinese} {
			if got, err := wait(nil, all[language]); got != "" || err != nil {
				t.Errorf("no wait in %s: %q, %v", language, got, err)
			}
			if got, err := wait(&l, all[language]); err != nil || got != want[i] {
				t.Errorf("%+v in %s: %q, %v", l, language, got, err)
			}
		}
	}
}
