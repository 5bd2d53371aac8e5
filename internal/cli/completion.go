package cli

import (
	"time"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/cli/complete"
	"github.com/wxastore/wxastore/internal/cli/manual"
)

// completionCmd prints the script of a shell.
type completionCmd struct {
	Shell string `arg:"" enum:"${shells}" help:"The shell: bash, zsh, fish or powershell."`
}

// Help is the long text of completion --help.
func (completionCmd) Help() string {
	return `Load it where the shell starts. The words come from the program itself, so the
script need not be made again for another version.

  echo 'eval "$(wxastore completion bash)"' >> ~/.bashrc
  echo 'source <(wxastore completion zsh)' >> ~/.zshrc
  wxastore completion fish > ~/.config/fish/completions/wxastore.fish
  wxastore completion powershell | Out-String | Invoke-Expression`
}

// Run prints the script.
func (c *completionCmd) Run(s *command.Streams) error {
	script, err := complete.Script(c.Shell)
	if err != nil {
		return err
	}
	return s.Show(script)
}

// completeCmd says what may come next on a line.
type completeCmd struct {
	Words []string `arg:"" optional:"" passthrough:"" help:"The words of the line, the last of which is completed."`
}

// Run prints the words.
func (c *completeCmd) Run(parser *kong.Kong, s *command.Streams) error {
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	return s.Show(complete.Lines(complete.Next(parser.Model.Node, words, s.Look.Lang)))
}

// manCmd prints the manual page.
type manCmd struct{}

// Help is the long text of man --help.
func (manCmd) Help() string {
	return `It has all commands, and is in the language of --lang.

  wxastore man | man -l -
  wxastore man > /usr/local/share/man/man1/wxastore.1`
}

// Run prints it.
func (manCmd) Run(parser *kong.Kong, s *command.Streams) error {
	build := command.ReadBuild()
	at, err := time.Parse(time.RFC3339, build.Time)
	if err != nil {
		at = time.Now()
	}
	return s.Show(manual.Page(parser.Model.Node, s.Look.Lang, at.Format(time.DateOnly), build.Version))
}
