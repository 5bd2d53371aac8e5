package admin

import (
	"context"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

// Open opens the console in the browser.
type Open struct {
	Print bool `help:"Print the link, and open no browser. So it is where standard output is not a terminal."`

	command.Service
}

// Help is the long text of open --help.
func (Open) Help() string {
	return `The link signs one browser in, once, and only soon; then the browser stays signed
in for twelve hours. The browser is $BROWSER, or the system's. It is given a file of
this user's own that leads to the link, because other users of the machine could
read a link on its command line. Where there is no browser, the link is printed.

  wxastore open
  wxastore open --print --data /var/lib/wxastore`
}

// Run has the console make a link, and opens or prints it.
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
	if !c.Print && s.Look.Terminal {
		if err := openBrowser(ctx, link); err == nil {
			s.Notef("wxastore: opened %s in the browser\n", service.Base)
			return nil
		}
	}
	return s.Printf("%s\n", link)
}
