package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// platform is an operating system and an architecture by Go's names.
type platform struct{ system, arch string }

func (p platform) String() string { return p.system + "/" + p.arch }

// program is what the binary is called there.
func (p platform) program() string {
	if p.system == "windows" {
		return "wxastore.exe"
	}
	return "wxastore"
}

// platforms are those that are built for.
func platforms() []platform {
	var all []platform
	for _, system := range []string{"darwin", "linux", "windows"} {
		for _, arch := range []string{"amd64", "arm64"} {
			all = append(all, platform{system, arch})
		}
	}
	return all
}

func main() {
	out := flag.String("out", "release", "the folder to write to; what is in it is replaced")
	root := flag.String("root", "../..", "the checkout")
	only := flag.String("platforms", "", "a list such as linux/amd64,darwin/arm64 in the place of all")
	flag.Parse()
	if err := choose(context.Background(), *root, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func choose(ctx context.Context, root, out, only string) error {
	chosen, err := platformsOf(only)
	if err != nil {
		return fmt.Errorf("-platforms %w", err)
	}
	return release(ctx, root, out, chosen)
}

// platformsOf reads a list of platforms, of which the empty one is all.
func platformsOf(list string) ([]platform, error) {
	if list == "" {
		return platforms(), nil
	}
	asked := strings.Split(list, ",")
	chosen := slices.DeleteFunc(platforms(), func(p platform) bool { return !slices.Contains(asked, p.String()) })
	if len(chosen) != len(asked) {
		return nil, fmt.Errorf("%s: known are %v", list, platforms())
	}
	return chosen, nil
}

// release writes everything for the platforms into the folder out.
func release(ctx context.Context, root, out string, chosen []platform) (err error) {
	work, err := os.MkdirTemp("", "wxastore-release-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if err := errors.Join(os.RemoveAll(out), os.MkdirAll(out, 0o755)); err != nil {
		return err
	}
	source := filepath.Join(work, "source")
	if err := export(ctx, root, source); err != nil {
		return err
	}
	builds, err := packPlatforms(ctx, source, work, out, chosen)
	if err != nil {
		return err
	}
	if err := npmLauncher(builds, out); err != nil {
		return err
	}
	if err := image(builds, out); err != nil {
		return err
	}
	return sums(out)
}

// packPlatforms compiles the program for each platform and packs it. The compiler does the
// largest of the modules by one processor alone, so what is compiled is packed meanwhile.
func packPlatforms(ctx context.Context, source, work, out string, chosen []platform) (builds []build, err error) {
	packing, ctx := errgroup.WithContext(ctx)
	defer func() { err = errors.Join(err, packing.Wait()) }()
	packing.SetLimit(runtime.NumCPU())
	for _, p := range chosen {
		b, err := compile(ctx, source, filepath.Join(work, p.system+"-"+p.arch), p)
		if err != nil {
			return nil, err
		}
		builds = append(builds, b)
		for _, pack := range []func(b build, out string) error{archive, debianAndRPM, materials, npmPlatform} {
			packing.Go(func() error {
				if err := pack(b, out); err != nil {
					return fmt.Errorf("%s: %w", p, err)
				}
				return nil
			})
		}
	}
	return builds, nil
}
