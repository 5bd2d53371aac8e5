package main

import (
	"cmp"
	"runtime"
	"runtime/debug"
)

// versionCmd prints which build this is.
type versionCmd struct{ output }

// Help is the long text of version --help.
func (versionCmd) Help() string {
	return `For bug reports, with --json for programs.

  wxastore version
  wxastore version --json`
}

// helpCmd stands for the first argument help, which becomes --help before
// anything is parsed.
type helpCmd struct {
	Command []string `arg:"" optional:"" help:"The command, such as: admin clock set."`
}

// build is what a binary knows of how it was built.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Time     string `json:"time"`
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// Run prints the build.
func (c *versionCmd) Run(s *streams) error {
	b := readBuild()
	if c.JSON {
		return s.printJSON(b)
	}
	from := "built outside a checkout"
	if b.Commit != "" {
		from = "commit " + b.Commit + " of " + b.Time
	}
	if b.Modified {
		from += ", with changes"
	}
	return s.printf("wxastore %s (%s; %s, %s)\n", b.Version, from, b.Go, b.Platform)
}

func readBuild() build {
	b := build{Version: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.Version = cmp.Or(info.Main.Version, b.Version)
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Commit = setting.Value
		case "vcs.time":
			b.Time = setting.Value
		case "vcs.modified":
			b.Modified = setting.Value == "true"
		}
	}
	return b
}
