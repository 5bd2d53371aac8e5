package stores

import (
	"context"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

type search struct {
	District string `arg:"" help:"A district, a city or a province: its code or its name."`
	Keyword  string `arg:"" help:"What the place's name or address holds."`

	account
}

// Help is the long text of stores search --help.
func (search) Help() string {
	return `The first column is what add takes. There are no pages: look in a smaller district,
or for more of the name. A wxastore has the places of its seed, of its console and of
place; with --demo it has invented ones, too, which the examples find.

  wxastore stores search 440105 饺子
  wxastore stores search 海珠区 饺子`
}

// Run looks for places.
func (c *search) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		id := weixin.ID(c.District)
		if !isCode(c.District) {
			found, err := lookUp(ctx, calls.Stores(), c.District)
			if err != nil {
				return err
			}
			id = found.ID
		}
		places, err := calls.Stores().SearchPlaces(ctx, id, c.Keyword)
		if err != nil {
			return err
		}
		var table command.Table
		table.Row("MAP_POI_ID", "NAME", "ADDRESS", "PHONE", "CATEGORY")
		for _, p := range places {
			table.Row(p.SosomapPOIUID, p.BranchName, p.Address, p.Telephone, p.Category)
		}
		text := table.As(s.Look)
		if len(places) == 0 {
			text = s.Say("no place in this district has %q in its name: wxastore stores place asks for one\n", c.Keyword)
		}
		return c.Print(s, weixin.SearchMapPOIResponse{Status: weixin.Success(), Data: weixin.MapPOIList{Item: append([]weixin.MapPOI{}, places...)}}, "%s", text)
	})
}

type place struct {
	Name     string  `arg:"" help:"The name of the place."`
	District string  `required:"" placeholder:"CODE|NAME" help:"The district that it is in."`
	Address  string  `required:"" help:"The address in the district."`
	Lat      float64 `required:"" help:"The latitude in degrees."`
	Lng      float64 `required:"" help:"The longitude in degrees."`
	Category string  `required:"" placeholder:"A:B" help:"The category, two names with a colon between them, such as 美食:中餐厅."`
	Phone    string  `required:"" help:"The phone; several with a semicolon between them."`
	Photo    string  `required:"" placeholder:"FILE|URL" help:"A picture of the place. A file is uploaded first."`
	Licence  string  `required:"" placeholder:"FILE|URL" help:"A picture of the licence. A file is uploaded first."`
	Intro    string  `required:"" placeholder:"TEXT" help:"The introduction of the place."`

	account
}

// Help is the long text of stores place --help.
func (place) Help() string {
	return `Prints the id of the review. When the place has passed, which takes days and an event
tells, search finds it.

  wxastore stores place 示例饺子馆 --district 海珠区 --address "示例一路 1 号" --lat 23.0767 --lng 113.3032 \
    --category 美食:中餐厅 --phone 020-66666666 --photo front.png --licence licence.jpg --intro 水饺`
}

// Run asks for a place.
func (c *place) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		where, err := lookUp(ctx, calls.Stores(), c.District)
		if err != nil {
			return err
		}
		if len(where.CIDX) > 0 {
			return command.Usagef("%s has districts: name the one that the place is in", where.FullName)
		}
		req := weixin.CreateMapPOIRequest{
			Name: c.Name, Longitude: weixin.Decimal(c.Lng), Latitude: weixin.Decimal(c.Lat), Province: where.Path[0], City: where.City(), District: where.FullName,
			Address: c.Address, Category: c.Category, Telephone: c.Phone, Introduct: c.Intro, DistrictID: where.ID,
		}
		if req.Photo, err = picture(ctx, calls, c.Photo); err != nil {
			return err
		}
		if req.License, err = picture(ctx, calls, c.Licence); err != nil {
			return err
		}
		made, err := calls.Stores().CreatePlace(ctx, req)
		if err != nil {
			return err
		}
		return c.Print(s, weixin.CreateMapPOIResponse{Data: made}, "review %d: wxastore stores search finds the place once it has passed\n", made.BaseID)
	})
}
