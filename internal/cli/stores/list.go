package stores

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

type list struct {
	Offset int  `help:"How many stores to leave out." xor:"pages"`
	Limit  int  `help:"How many stores to list, at most 50; 20 if it is left out." xor:"limits"`
	All    bool `help:"List all, page after page." xor:"pages,limits"`

	account
}

// Help is the long text of stores list --help.
func (list) Help() string {
	return `The status is passed, reviewing or failed. A store under review has its poi_id
already.

  wxastore stores list
  wxastore stores list --offset 20
  wxastore stores list --all --json | jq -r '.business_list[].base_info.poi_id'`
}

// Run lists a page of stores, or all.
func (c *list) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		answer := weixin.StoreListResponse{Status: weixin.Success(), BusinessList: []weixin.ListedBusiness{}}
		add := func(store weixin.ListedStore) {
			answer.BusinessList = append(answer.BusinessList, weixin.ListedBusiness{BaseInfo: store})
		}
		if c.All {
			for store, err := range calls.Stores().All(ctx) {
				if err != nil {
					return err
				}
				add(store)
			}
			answer.TotalCount = int64(len(answer.BusinessList))
		} else {
			page, total, err := calls.Stores().List(ctx, c.Offset, c.Limit)
			if err != nil {
				return err
			}
			for _, store := range page {
				add(store)
			}
			answer.TotalCount = total
		}
		return c.Print(s, answer, "%s", c.table(s, answer))
	})
}

func (c *list) table(s *command.Streams, answer weixin.StoreListResponse) string {
	if answer.TotalCount == 0 {
		return s.Say("the account has no store: wxastore stores search finds a place, add adds a store there\n")
	}
	var table command.Table
	table.Row("POI_ID", "STATUS", "NAME", "DISTRICT", "ADDRESS", "PHONE", "OPEN")
	for _, b := range answer.BusinessList {
		one := b.BaseInfo
		table.Row(one.PoiID, s.Say(state(one.Status)), one.BusinessName, one.City+one.District, one.Address, one.Telephone, one.OpenTime)
	}
	text := table.As(s.Look)
	if next := c.Offset + len(answer.BusinessList); int64(next) < answer.TotalCount && len(answer.BusinessList) > 0 {
		text += s.Say("%d of %d stores; go on with --offset %d\n", len(answer.BusinessList), answer.TotalCount, next)
	}
	return text
}

type info struct {
	PoiID string `arg:"" name:"poi-id" help:"The store, as list shows it."`

	account
}

// Help is the long text of stores info --help.
func (info) Help() string {
	return `  wxastore stores info 472671857
  wxastore stores info 472671857 --json | jq -r .business.base_info.open_time`
}

// Run shows a store.
func (c *info) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		one, err := calls.Stores().Info(ctx, weixin.ID(c.PoiID))
		if err != nil {
			return err
		}
		table := command.Table{Headless: true}
		table.Row("poi_id", one.PoiID)
		table.Row(s.Say("status"), s.Say(state(one.Status)))
		table.Row(s.Say("name"), one.BusinessName)
		table.Row(s.Say("address"), one.Province+one.City+one.District+one.Address)
		table.Row(s.Say("location"), fmt.Sprintf("%g, %g", one.Latitude, one.Longitude))
		table.Row(s.Say("phone"), one.Telephone)
		table.Row(s.Say("open"), one.OpenTime)
		table.Row(s.Say("licence"), one.QualificationNum)
		if one.QualificationName != "" {
			table.Row(s.Say("principal"), one.QualificationName)
		}
		for _, photo := range one.PhotoList {
			table.Row(s.Say("picture"), photo.PhotoURL)
		}
		return c.Print(s, weixin.StoreInfoResponse{Status: weixin.Success(), Business: weixin.StoreBusiness{BaseInfo: one}}, "%s", table.As(s.Look))
	})
}
