package check

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// dockerfile parses the Dockerfile; what BuildKit's linter says of it fails the
// test.
func dockerfile(t *testing.T) []instructions.Stage {
	t.Helper()
	f, err := os.Open("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	parsed, err := parser.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, warning := range parsed.Warnings {
		t.Errorf("Dockerfile: %s", warning.Short)
	}
	lint := linter.New(&linter.Config{Warn: func(rule, _, _, message string, _ []parser.Range) {
		t.Errorf("Dockerfile: %s: %s", rule, message)
	}})
	found, _, err := instructions.Parse(parsed.AST, lint)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// stages are the names that --target takes.
func stages(t *testing.T) []string {
	var names []string
	for _, stage := range dockerfile(t) {
		names = append(names, stage.Name)
	}
	return names
}

// TestDockerfile checks that the images hold nothing but what is copied into
// them, run as nobody, and that their settings exist.
func TestDockerfile(t *testing.T) {
	found := dockerfile(t)
	var bases []string
	for _, stage := range found {
		bases = append(bases, stage.BaseName)
		if stage.BaseName != "scratch" {
			continue
		}
		user := ""
		for _, command := range stage.Commands {
			switch command := command.(type) {
			case *instructions.UserCommand:
				user = command.User
			case *instructions.RunCommand:
				t.Errorf("stage %q runs something where there is nothing", stage.Name)
			case *instructions.CopyCommand:
				if command.From == "" || !slices.Contains(stages(t), command.From) {
					t.Errorf("stage %q copies from %q", stage.Name, command.From)
				}
			case *instructions.EnvCommand:
				var names []string
				for _, variable := range command.Env {
					names = append(names, variable.Key)
				}
				known(t, names)
			}
		}
		if user == "" || strings.HasPrefix(user, "0") || user == "root" {
			t.Errorf("stage %q runs as %q", stage.Name, user)
		}
	}
	if last := bases[len(bases)-1]; last != "scratch" {
		t.Errorf("the image of the service is based on %s, want scratch", last)
	}
}
