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
	calls, ctx, cancel, err := c.open(ctx, parsed, s)
	if err != nil {
		return err
	}
	defer cancel()
	all, err := calls.Stores().Districts(ctx)
	if err != nil {
		return err
	}
	shown := level(all.Result, 0)
	if c.In != "" {
		found, err := find(all.Result, c.In)
		if err != nil {
			return err
		}
		shown = below(all.Result, found)
	}
	var table command.Table
	table.Row("CODE", "NAME")
	for _, d := range shown {
		table.Row(string(d.ID), d.FullName)
	}
	return c.print(s, listed{append([]weixin.District{}, shown...)}, "%s", table.As(s.Look))
}

// region is a province, a city or a district with the names of what it is in, its own
// last.
type region struct {
	weixin.District
	path []string
}

// city is the name of the city that a district is in. A district of Beijing is in the city
// that is the province, and a city without districts is its own.
func (r region) city() string {
	if len(r.path) == 2 && strings.HasSuffix(r.path[0], "省") {
		return r.path[1]
	}
	return r.path[max(0, len(r.path)-2)]
}

// level are the regions of a level, none where the answer has none.
func level(result [][]weixin.District, n int) []weixin.District {
	if n < len(result) {
		return result[n]
	}
	return nil
}

// below are the districts of a region.
func below(result [][]weixin.District, r region) []weixin.District {
	next := level(result, len(r.path))
	if len(r.CIDX) != 2 || r.CIDX[0] < 0 || r.CIDX[1] < r.CIDX[0] || r.CIDX[1] >= len(next) {
		return nil
	}
	return next[r.CIDX[0] : r.CIDX[1]+1]
}

// find finds the one region that a code or a name tells: 广东省 or 广东.
func find(result [][]weixin.District, codeOrName string) (region, error) {
	var found []region
	var walk func(all []weixin.District, path []string)
	walk = func(all []weixin.District, path []string) {
		for _, d := range all {
			r := region{d, append(path[:len(path):len(path)], d.FullName)}
			if string(d.ID) == codeOrName || d.FullName == codeOrName || d.Name == codeOrName {
				found = append(found, r)
			}
			walk(below(result, r), r.path)
		}
	}
	walk(level(result, 0), nil)
	switch len(found) {
	case 0:
		return region{}, command.Usagef("there is no district %q: wxastore stores districts lists them", codeOrName)
	case 1:
		return found[0], nil
	}
	var names []string
	for _, r := range found {
		names = append(names, string(r.ID)+" "+strings.Join(r.path, ""))
	}
	return region{}, command.Usagef("there are %d districts %q: give the code, one of %s", len(found), codeOrName, strings.Join(names, ", "))
}

// lookUp asks for the districts and finds one.
func lookUp(ctx context.Context, stores client.Stores, codeOrName string) (region, error) {
	all, err := stores.Districts(ctx)
	if err != nil {
		return region{}, err
	}
	return find(all.Result, codeOrName)
}

func isCode(text string) bool { return strings.Trim(text, "0123456789") == "" }
