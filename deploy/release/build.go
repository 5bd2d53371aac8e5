package main

import (
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// build is the program for one platform.
type build struct {
	platform
	// source is the folder of the commit, path the program.
	source, path string
	info         *buildinfo.BuildInfo
	// version is without its v, made the time of the commit.
	version, commit string
	made            time.Time
}

// export clones the commit that is checked out at root, so that nothing else of the
// folder gets in.
func export(ctx context.Context, root, to string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	top, err := exec.CommandContext(ctx, "git", "-C", root, "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return fmt.Errorf("a release is made of a commit, and %s is not a checkout: %w", root, err)
	}
	clone := exec.CommandContext(ctx, "git", "clone", "--quiet", "--depth", "1", "file://"+strings.TrimSpace(string(top)), to)
	if said, err := clone.CombinedOutput(); err != nil {
		return fmt.Errorf("clone the commit: %w\n%s", err, said)
	}
	return nil
}

// compile builds the program and reads from it which one it is.
func compile(ctx context.Context, source, folder string, p platform) (build, error) {
	b := build{platform: p, source: source, path: filepath.Join(folder, p.program())}
	command := exec.CommandContext(ctx, "go", "build", "-buildvcs=true", "-trimpath", "-ldflags=-s -w", "-o", b.path, "./cmd/wxastore")
	command.Dir = source
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+p.system, "GOARCH="+p.arch, "GOAMD64=v1", "GOARM64=v8.0", "GOWORK=off")
	if said, err := command.CombinedOutput(); err != nil {
		return b, fmt.Errorf("build for %s: %w\n%s", p, err, said)
	}
	var err error
	if b.info, err = buildinfo.ReadFile(b.path); err != nil {
		return b, err
	}
	b.version = strings.TrimPrefix(b.info.Main.Version, "v")
	for _, setting := range b.info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.commit = setting.Value
		case "vcs.time":
			if b.made, err = time.Parse(time.RFC3339, setting.Value); err != nil {
				return b, err
			}
		}
	}
	if b.commit == "" || b.made.IsZero() {
		return b, errors.New("the program does not say of which commit it is")
	}
	return b, nil
}

// name is that of a file of the release for the platform.
func (b build) name(ending string) string {
	return fmt.Sprintf("wxastore_%s_%s_%s%s", b.version, b.system, b.arch, ending)
}

// described is the one line by which packages are described.
const described = "The store Mini Program service of Weixin, self-hosted"

// documents are the files of the checkout that go along with the program.
func documents() []string { return []string{"LICENSE", "README.md", "README.zh-CN.md", "CHANGELOG.md"} }
