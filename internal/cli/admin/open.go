package admin

import (
	"context"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

// Open prints a link for the browser.
type Open struct{ command.Service }

// Help is the long text of open --help.
func (Open) Help() string {
	return `The link signs one browser in, once, and only soon; then the browser stays signed
in for twelve hours. Nothing is started: a link on the command line of a browser
could be read by other users of the machine.

  wxastore open
  wxastore open --data /var/lib/wxastore`
}

// Run has the console make a link, and prints it.
func (c *Open) Run(ctx context.Context, s *command.Streams) error {
	service, err := c.Open(ctx)
	if err != nil {
		return err
	}
	made, err := command.Do(ctx, service, api.NewLink, api.None{})
	if err != nil {
		return err
	}
	link := service.Base + made.Path
	if c.JSON {
		return s.PrintJSON(map[string]string{"link": link, "valid": made.Valid.String()})
	}
	return s.Printf("%s\n", link)
}
