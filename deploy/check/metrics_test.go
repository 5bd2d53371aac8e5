package check

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"sigs.k8s.io/yaml"
)

// alerts is the form of a file of Prometheus' alert rules.
type alerts struct {
	Groups []group `json:"groups"`
}

type group struct {
	Name  string `json:"name"`
	Rules []rule `json:"rules"`
}

type rule struct {
	Alert       string            `json:"alert"`
	Expr        string            `json:"expr"`
	For         string            `json:"for,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

// dashboard is what the test reads of one of Grafana's.
type dashboard struct {
	Templating struct{ List []struct{ Query string } }
	Panels     []struct {
		Title   string
		Targets []struct{ Expr string }
	}
}

// TestMetricsExist checks that each metric which an alert or a panel names is one
// that a service which took a call shows.
func TestMetricsExist(t *testing.T) {
	shown := metrics(t)
	names := regexp.MustCompile(`\bwxastore_\w+`)
	check := func(where, expr string) {
		t.Helper()
		for _, name := range names.FindAllString(expr, -1) {
			if !regexp.MustCompile(`(?m)^` + name + `[ {]`).MatchString(shown) {
				t.Errorf("%s: the service shows no %s", where, name)
			}
		}
	}

	text, err := os.ReadFile("../prometheus/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rules alerts
	if err := yaml.UnmarshalStrict(text, &rules); err != nil {
		t.Fatal(err)
	}
	if len(rules.Groups) != 1 || len(rules.Groups[0].Rules) == 0 {
		t.Fatal("there are no alerts")
	}
	for _, rule := range rules.Groups[0].Rules {
		if rule.Alert == "" || rule.Expr == "" || rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
			t.Errorf("alert %q lacks a part: %+v", rule.Alert, rule)
		}
		check(rule.Alert, rule.Expr)
	}

	if text, err = os.ReadFile("../grafana/wxastore.json"); err != nil {
		t.Fatal(err)
	}
	var board dashboard
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	if len(board.Panels) == 0 {
		t.Fatal("there are no panels")
	}
	// Grafana's variables, as it would fill them in.
	filled := strings.NewReplacer("$__rate_interval", "1m", "$instance", ".*")
	var panels alerts
	for _, panel := range board.Panels {
		if len(panel.Targets) == 0 {
			t.Errorf("panel %q shows nothing", panel.Title)
		}
		for _, target := range panel.Targets {
			check(panel.Title, target.Expr)
			panels.Groups = append(panels.Groups, group{Name: fmt.Sprintf("%s %d", panel.Title, len(panels.Groups)), Rules: []rule{{Alert: "Panel", Expr: filled.Replace(target.Expr)}}})
		}
	}
	promtool(t, "check", "rules", written(t, panels))
	for _, variable := range board.Templating.List {
		check("variables", variable.Query)
	}
}

// metrics serves, sends one call and returns what GET /metrics says.
func metrics(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "wxastore")
	t.Setenv("CGO_ENABLED", "0")
	run(t, "../..", "go", "build", "-o", program, "./cmd/wxastore")
	command := exec.CommandContext(t.Context(), program, "serve", "--demo", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "data"))
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := command.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		_, _ = io.Copy(io.Discard, out)
		if err := command.Wait(); err != nil {
			t.Errorf("the service ended: %v", err)
		}
	}()
	addresses := make(map[string]string)
	for lines := bufio.NewScanner(out); addresses["console"] == "" && lines.Scan(); {
		if words := strings.Fields(lines.Text()); len(words) == 2 {
			addresses[words[0]] = words[1]
		}
	}
	text := ""
	for _, at := range []string{addresses["api"] + "/cgi-bin/token", addresses["console"] + "/metrics"} {
		resp, err := http.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", at, resp.Status, err)
		}
		text = string(body)
	}
	return text
}
