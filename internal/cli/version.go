package cli

import "github.com/wxastore/wxastore/internal/cli/command"

// versionCmd prints which build this is.
type versionCmd struct{ command.Output }

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

// Run prints the build.
func (c *versionCmd) Run(s *command.Streams) error {
	b := command.ReadBuild()
	if c.JSON {
		return s.PrintJSON(b)
	}
	from := s.Say("built outside a checkout")
	if b.Commit != "" {
		from = s.Say("commit %s of %s", b.Commit, b.Time)
	}
	if b.Modified {
		from += s.Say(", with changes")
	}
	return s.Printf("wxastore %s (%s; %s, %s)\n", b.Version, from, b.Go, b.Platform)
}
