package check

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// run runs a program and returns what it wrote on standard output. One that is
// missing fails the test.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = dir
	output, err := command.Output()
	if err != nil {
		said := ""
		if exit, ok := err.(*exec.ExitError); ok {
			said = string(exit.Stderr)
		}
		t.Fatalf("%s %q: %v\n%s", name, args, err, said)
	}
	return string(output)
}

// unpacked is the image of the service, unpacked.
type unpacked struct {
	// root is its file system, as a folder.
	root string
	// config is what the image says of its process, as a container's runtime is
	// told.
	config struct {
		Process struct {
			User struct{ UID, GID int }
			Args []string
			Env  []string
			Cwd  string
		}
	}
}

// build builds the last stage of the Dockerfile and unpacks the image. The stages
// before it need images of a registry and the network. So what they make is
// built here, by the same commands, and stands in their place.
func build(t *testing.T) *unpacked {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("an image has files of several users: run this as root, as in a container")
	}
	folder := t.TempDir()
	made := filepath.Join(folder, "build")
	for _, name := range []string{"out/data", "etc/ssl/certs"} {
		if err := os.MkdirAll(filepath.Join(made, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(made, "etc/ssl/certs/ca-certificates.crt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CGO_ENABLED", "0")
	run(t, "../..", "go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(made, "out/wxastore"), "./cmd/wxastore")

	policy := filepath.Join(folder, "policy.json")
	if err := os.WriteFile(policy, []byte(`{"default": [{"type": "insecureAcceptAnything"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	// Without a daemon, and with storage of its own that goes with the test.
	buildah := func(args ...string) {
		run(t, "..", "buildah", append([]string{"--root", filepath.Join(folder, "storage"), "--runroot", filepath.Join(folder, "run"), "--storage-driver", "vfs"}, args...)...)
	}
	layout := filepath.Join(folder, "layout") + ":wxastore"
	buildah("build", "--signature-policy", policy, "--isolation", "chroot", "--build-context", "build="+made, "--tag", "wxastore", "--file", "Dockerfile", ".")
	buildah("push", "--signature-policy", policy, "wxastore", "oci:"+layout)

	bundle := filepath.Join(folder, "bundle")
	run(t, folder, "umoci", "unpack", "--image", layout, bundle)
	i := &unpacked{root: filepath.Join(bundle, "rootfs")}
	text, err := os.ReadFile(filepath.Join(bundle, "config.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &i.config); err != nil {
		t.Fatal(err)
	}
	return i
}

// enter mounts the image's root read-only, a volume at /data, and runs in it what
// follows, as a user.
const enter = `
root=$1 volume=$2 user=$3
shift 3
mount --bind "$root" "$root"
mount --bind "$volume" "$root/data"
mount -o remount,bind,ro "$root"
if touch "$root/written"; then
	echo "the root can be written to" >&2
	exit 1
fi
exec chroot --userspec="$user" --groups= "$root" "$@"`

// command is the image's process in its own root, which is read-only except for the
// volume, with variables besides those of the image.
func (i *unpacked) command(t *testing.T, volume string, variables ...string) *exec.Cmd {
	t.Helper()
	if output, err := exec.Command("unshare", "--mount", "true").CombinedOutput(); err != nil {
		t.Fatalf("the image's root is mounted in a namespace of its own, which is refused here (%v: %s). "+
			"Run the tests as root with CAP_SYS_ADMIN, with Docker: --cap-add SYS_ADMIN --security-opt apparmor=unconfined",
			err, output)
	}
	p := i.config.Process
	user := fmt.Sprintf("%d:%d", p.User.UID, p.User.GID)
	args := append([]string{"--mount", "--propagation", "private", "sh", "-eu", "-c", enter, "sh", i.root, volume, user}, p.Args...)
	command := exec.Command("unshare", args...)
	command.Env = append(append([]string{}, p.Env...), variables...)
	return command
}
