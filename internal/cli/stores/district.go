package stores

import (
	"context"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

type districts struct {
	In string `arg:"" name:"code|name" optional:"" help:"A province or a city, whose districts are listed."`

	account
}

// Help is the long text of stores districts --help.
func (districts) Help() string {
	return `search and place take the codes, and the names where only one district has one.

  wxastore stores districts
  wxastore stores districts 广东省
  wxastore stores districts 广州`
}

// listed is what --json prints.
type listed struct {
	Districts []weixin.District `json:"districts"`
}

// Run lists districts.
func (c *districts) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		all, err := calls.Stores().Districts(ctx)
		if err != nil {
			return err
		}
		shown := client.Provinces(all)
		if c.In != "" {
			found, err := find(all, c.In)
			if err != nil {
				return err
			}
			shown = found.Below(all)
		}
		var table command.Table
		table.Row("CODE", "NAME")
		for _, d := range shown {
			table.Row(string(d.ID), d.FullName)
		}
		return c.Print(s, listed{append([]weixin.District{}, shown...)}, "%s", table.As(s.Look))
	})
}

// find finds the one region that a code or a name tells: 广东省 or 广东.
func find(all weixin.GetDistrictListResponse, codeOrName string) (client.Region, error) {
	found := client.FindRegions(all, codeOrName)
	return theOne(found, func(r client.Region) string { return string(r.ID) + " " + strings.Join(r.Path, "") },
		command.Usagef("there is no district %q: wxastore stores districts lists them", codeOrName),
		func(names string) error {
			return command.Usagef("there are %d districts %q: give the code, one of %s", len(found), codeOrName, names)
		})
}

// lookUp asks for the districts and finds one.
func lookUp(ctx context.Context, stores client.Stores, codeOrName string) (client.Region, error) {
	all, err := stores.Districts(ctx)
	if err != nil {
		return client.Region{}, err
	}
	return find(all, codeOrName)
}

func isCode(text string) bool { return strings.Trim(text, "0123456789") == "" }
