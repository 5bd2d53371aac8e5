package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

// unpacked is an image of the service, unpacked.
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

// unpack unpacks this platform's image of an OCI layout with umoci, which knows no
// platforms: it is given a layout with that image alone.
func unpack(t *testing.T, at string) *unpacked {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("an image has files of several users: run this as root, as in a container")
	}
	folder := t.TempDir()
	alone, bundle := filepath.Join(folder, "layout"), filepath.Join(folder, "bundle")
	path, err := layout.Write(alone, empty.Index)
	if err == nil {
		err = path.AppendImage(imageHere(t, at), layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": "wxastore"}))
	}
	if err != nil {
		t.Fatal(err)
	}
	run(t, folder, "umoci", "unpack", "--image", alone+":wxastore", bundle)
	i := &unpacked{root: filepath.Join(bundle, "rootfs")}
	if err := json.Unmarshal([]byte(read(t, bundle, "config.json")), &i.config); err != nil {
		t.Fatal(err)
	}
	return i
}

// settings are what this platform's image of an OCI layout says of its process.
func settings(t *testing.T, at string) v1.Config {
	t.Helper()
	config, err := imageHere(t, at).ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	return config.Config
}

// imageHere is this platform's image of an OCI layout.
func imageHere(t *testing.T, at string) v1.Image {
	t.Helper()
	index, err := layout.ImageIndexFromPath(at)
	if err != nil {
		t.Fatal(err)
	}
	for {
		manifest, err := index.IndexManifest()
		if err != nil {
			t.Fatal(err)
		}
		one := slices.IndexFunc(manifest.Manifests, func(d v1.Descriptor) bool { return d.Platform == nil || d.Platform.Architecture == runtime.GOARCH })
		if one < 0 {
			t.Fatalf("%s has nothing for %s: %v", at, runtime.GOARCH, manifest)
		}
		found := manifest.Manifests[one]
		if found.MediaType.IsIndex() {
			if index, err = index.ImageIndex(found.Digest); err != nil {
				t.Fatal(err)
			}
			continue
		}
		image, err := index.Image(found.Digest)
		if err != nil {
			t.Fatal(err)
		}
		return image
	}
}

// byDockerfile builds the last stage of the Dockerfile with buildah and returns the OCI
// layout. The stages before it need images of a registry and the network: what they make
// is taken from an image of the release and stands in their place.
func byDockerfile(t *testing.T, from *unpacked) (at string) {
	t.Helper()
	folder := t.TempDir()
	made := filepath.Join(folder, "build")
	for _, name := range []string{"out/data", "etc/ssl/certs"} {
		if err := os.MkdirAll(filepath.Join(made, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for in, out := range map[string]string{"wxastore": "out/wxastore", "etc/ssl/certs/ca-certificates.crt": "etc/ssl/certs/ca-certificates.crt"} {
		run(t, folder, "cp", "-p", filepath.Join(from.root, in), filepath.Join(made, out))
	}
	policy := filepath.Join(folder, "policy.json")
	if err := os.WriteFile(policy, []byte(`{"default": [{"type": "insecureAcceptAnything"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	// Without a daemon, and with storage of its own that goes with the test.
	buildah := func(args ...string) {
		run(t, "..", "buildah", append([]string{"--root", filepath.Join(folder, "storage"), "--runroot", filepath.Join(folder, "run"), "--storage-driver", "vfs"}, args...)...)
	}
	at = filepath.Join(folder, "layout")
	buildah("build", "--signature-policy", policy, "--isolation", "chroot", "--build-context", "build="+made, "--tag", "wxastore", "--file", "Dockerfile", ".")
	buildah("push", "--signature-policy", policy, "wxastore", "oci:"+at+":wxastore")
	return at
}

// enter mounts the image's root read-only, a volume at /data, and runs in it what
// follows, as a user.
const enter = `
root=$1 volume=$2 user=$3
shift 3
mount --bind "$root" "$root"
mount --bind "$volume" "$root/data"
mount -o remount,bind,ro "$root"
if touch "$root/written" 2>/dev/null; then
	echo "the root can be written to" >&2
	exit 1
fi
exec chroot --userspec="$user" --groups= "$root" "$@"`

// command is a process in the image's own root, which is read-only except for the
// volume, as the image's user and with its variables and others. Without arguments it is
// the image's own.
func (i *unpacked) command(t *testing.T, volume string, args []string, variables ...string) *exec.Cmd {
	t.Helper()
	if output, err := exec.Command("unshare", "--mount", "true").CombinedOutput(); err != nil {
		t.Fatalf("the image's root is mounted in a namespace of its own, which is refused here (%v: %s). "+
			"Run the tests as root with CAP_SYS_ADMIN, with Docker: --cap-add SYS_ADMIN --security-opt apparmor=unconfined",
			err, output)
	}
	p := i.config.Process
	if len(args) == 0 {
		args = p.Args
	}
	user := fmt.Sprintf("%d:%d", p.User.UID, p.User.GID)
	command := exec.Command("unshare", append([]string{"--mount", "--propagation", "private", "sh", "-eu", "-c", enter, "sh", i.root, volume, user}, args...)...)
	command.Env = append([]string{}, p.Env...)
	if !strings.Contains(strings.Join(p.Env, "\n"), "\nPATH=") {
		command.Env = append(command.Env, "PATH="+os.Getenv("PATH")) // for what mounts the root
	}
	command.Env = append(command.Env, variables...)
	return command
}

// volume makes a folder that belongs to a user.
func volume(t *testing.T, uid, gid int) string {
	t.Helper()
	// Above it all may enter, which folders of tests do not let.
	above, err := os.MkdirTemp("", "wxastore-volume-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(above) })
	folder := filepath.Join(above, "data")
	for _, err := range []error{os.Chmod(above, 0o711), os.Mkdir(folder, 0o700), os.Chown(folder, uid, gid)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
