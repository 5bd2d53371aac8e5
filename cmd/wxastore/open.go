package main

import (
	"context"
	"net/http"
)

// openCmd prints a link for the browser.
type openCmd struct {
	consoleLink
}

// Help is the long text of open --help.
func (openCmd) Help() string {
	return `The link signs one browser in, once, and only soon; then the browser stays signed
in for twelve hours. Nothing is started: a link on the command line of a browser
could be read by other users of the machine.

  wxastore open
  wxastore open --data /var/lib/wxastore`
}

// Run has the console make a link, and prints it.
func (c *openCmd) Run(ctx context.Context, s *streams) error {
	service, err := c.open(ctx)
	if err != nil {
		return err
	}
	var made struct {
		Path  string `json:"path"`
		Valid string `json:"valid"`
	}
	if err := service.ask(ctx, http.MethodPost, "/api/sign-in", nil, &made); err != nil {
		return err
	}
	link := service.base + made.Path
	if c.JSON {
		return s.printJSON(map[string]string{"link": link, "valid": made.Valid})
	}
	return s.printf("%s\n", link)
}
