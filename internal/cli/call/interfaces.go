package call

import (
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Interfaces lists the declared interfaces.
type Interfaces struct {
	Interface string `arg:"" name:"name|path" optional:"" help:"Show the page of this one."`
	Errors    bool   `xor:"form" help:"Print one NAME<TAB>ERRCODE pair a line instead."`
	JSON      bool   `xor:"form" help:"Print a JSON list, or one JSON object for a page."`
}

// Help is the long text of interfaces --help.
func (Interfaces) Help() string {
	return `The list is what this build serves and calls.

  wxastore interfaces
  wxastore interfaces modifywxastore
  wxastore interfaces --errors | grep 40001`
}

func (c Interfaces) WantsJSON() bool { return c.JSON }

// Run prints the list or the page.
func (c *Interfaces) Run(s *command.Streams) error {
	declared := weixin.Declarations()
	if c.Interface != "" {
		d, err := command.FindInterface(c.Interface)
		if err != nil {
			return err
		}
		declared = []weixin.Declaration{d}
	}
	switch {
	case c.Errors:
		return printErrors(s, declared)
	case c.JSON && c.Interface != "":
		return s.PrintJSON(newPage(declared[0]))
	case c.JSON:
		pages := make([]page, len(declared))
		for i, d := range declared {
			pages[i] = newPage(d)
		}
		return s.PrintJSON(pages)
	case c.Interface != "":
		return newPage(declared[0]).print(s, title(s.Look.Lang, declared[0]))
	}
	var table command.Table
	table.Row("NAME", "METHOD", "PATH", "WHAT IT DOES")
	for _, d := range declared {
		table.Row(d.Name, d.Method(), d.Path, title(s.Look.Lang, d))
	}
	return s.Show(table.As(s.Look))
}

// title is what an interface does, in a language.
func title(lang weixin.Language, d weixin.Declaration) string {
	return command.TranslateTerm(lang, "interface."+d.Name, d.Title)
}

func printErrors(s *command.Streams, declared []weixin.Declaration) error {
	for _, d := range declared {
		for _, code := range d.Codes() {
			if err := s.Printf("%s\t%d\n", d.Name, code); err != nil {
				return err
			}
		}
	}
	return nil
}
