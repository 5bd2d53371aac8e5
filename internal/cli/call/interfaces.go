package call

import (
	"fmt"
	"text/tabwriter"

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
		return newPage(declared[0]).print(s.Out)
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tMETHOD\tPATH\tWHAT IT DOES")
	for _, d := range declared {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", d.Name, d.Method(), d.Path, d.Title)
	}
	return table.Flush()
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
