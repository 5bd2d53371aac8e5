package check

import (
	"os"
	"path/filepath"
	"testing"

	"sigs.k8s.io/yaml"
)

// promtool runs Prometheus' own tool.
func promtool(t *testing.T, args ...string) {
	t.Helper()
	t.Log(run(t, ".", "promtool", args...))
}

// written writes rules for promtool to read.
func written(t *testing.T, rules alerts) string {
	t.Helper()
	text, err := yaml.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "rules.yaml")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAlerts has Prometheus read the rules and try each: that it fires in its case, and
// is silent while all is well.
func TestAlerts(t *testing.T) {
	promtool(t, "check", "rules", "../prometheus/alerts.yaml")
	promtool(t, "test", "rules", "testdata/alerts.test.yaml")

	var rules alerts
	var tried struct {
		Tests []struct {
			Cases []struct {
				Name  string `json:"alertname"`
				Fires []any  `json:"exp_alerts"`
			} `json:"alert_rule_test"`
		}
	}
	for path, into := range map[string]any{"../prometheus/alerts.yaml": &rules, "testdata/alerts.test.yaml": &tried} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
	}
	type outcome struct{ fires, silent bool }
	outcomes := make(map[string]outcome)
	for _, test := range tried.Tests {
		for _, c := range test.Cases {
			o := outcomes[c.Name]
			o.fires, o.silent = o.fires || len(c.Fires) > 0, o.silent || len(c.Fires) == 0
			outcomes[c.Name] = o
		}
	}
	for _, rule := range rules.Groups[0].Rules {
		if o := outcomes[rule.Alert]; !o.fires || !o.silent {
			t.Errorf("%s is not tried both ways in testdata/alerts.test.yaml", rule.Alert)
		}
	}
}
