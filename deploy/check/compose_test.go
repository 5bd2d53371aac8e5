package check

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// compose loads compose.yaml with the variables of a file, as Compose does.
func compose(files ...string) (*types.Project, error) {
	options, err := cli.NewProjectOptions([]string{"../compose.yaml"}, cli.WithEnvFiles(files...), cli.WithDotEnv)
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

// TestCompose checks the file against Compose's schema, and that it finds what
// it names.
func TestCompose(t *testing.T) {
	project, err := compose(chosen(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, service := range project.Services {
		if service.Build == nil {
			continue
		}
		dockerfile := filepath.Join(service.Build.Context, service.Build.Dockerfile)
		if _, err := os.Stat(dockerfile); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if target := service.Build.Target; target != "" && !slices.Contains(stages(t), target) {
			t.Errorf("%s is built from the stage %q, which the Dockerfile does not have", name, target)
		}
		if !service.ReadOnly || !slices.Contains(service.CapDrop, "ALL") {
			t.Errorf("%s may write to its image, or has capabilities", name)
		}
	}
	service := project.Services["wxastore"]
	known(t, slices.Collect(maps.Keys(service.Environment)))
	for _, port := range service.Ports {
		if port.HostIP != "127.0.0.1" {
			t.Errorf("the port %s is open to others: console and API start on this machine only", port.Published)
		}
	}
}

// chosen makes the secrets by the command that compose.yaml gives.
func chosen(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^#   (for name in .*) >\.env$`).FindSubmatch(text)
	if line == nil {
		t.Fatal("compose.yaml does not say how to make its secrets")
	}
	made := exec.Command("sh", "-c", string(line[1]))
	made.Dir = ".."
	secrets, err := made.Output()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "chosen.env")
	if err := os.WriteFile(path, secrets, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestComposeNeedsSecrets checks that nothing starts with a secret that is
// empty, or with one that stands in the example for all to read.
func TestComposeNeedsSecrets(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.env")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{empty, "../example.env"} {
		if _, err := compose(file); err == nil {
			t.Errorf("compose.yaml loads with the secrets of %s", file)
		}
	}
}
