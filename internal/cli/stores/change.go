package stores

import (
	"context"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

type add struct {
	Place   string   `arg:"" name:"map-poi-id" help:"The place on the map, as search shows it."`
	Phone   string   `required:"" help:"The store's phone."`
	Licence string   `required:"" placeholder:"NUMBER" help:"The number of the store's licence."`
	Picture []string `required:"" placeholder:"FILE|URL" help:"A picture; repeat for more. A file, a JPEG or PNG of up to 1 MiB, is uploaded first."`
	Hours   string   `placeholder:"11:00-21:00" help:"When the store is open."`
	Company string   `placeholder:"NAME" help:"The store's principal, where it is not the account's; it needs --paper."`
	Paper   []string `placeholder:"FILE|id:ID" help:"A picture of a paper of the principal: a file, which is uploaded first, or id: and a media id; repeat for up to 5."`
	Card    string   `placeholder:"CARD_ID" help:"A card to show with the store."`
	PoiID   string   `placeholder:"POI_ID" help:"The store of the old plug-in that is migrated."`

	account
}

// Help is the long text of stores add --help.
func (add) Help() string {
	return `Prints the id of the review. The store is listed at once, and shown to people when
it has passed, which an event tells the account.

  wxastore stores search 440105 饺子
  wxastore stores add 2708071440732747189 --phone 020-66666666 --licence 22883878-0 \
    --hours 09:00-21:00 --picture front.png --picture table.jpg`
}

// Run adds a store.
func (c *add) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		shown, err := pictures(ctx, calls, c.Picture)
		if err != nil {
			return err
		}
		ids, err := papers(ctx, calls, c.Paper)
		if err != nil {
			return err
		}
		auditID, err := calls.Stores().Add(ctx, weixin.AddStoreRequest{
			PoiID: weixin.ID(c.PoiID), MapPoiID: weixin.ID(c.Place), PicList: shown, ContractPhone: c.Phone, Hour: c.Hours, Licence: c.Licence,
			CompanyName: c.Company, QualificationList: ids, CardID: c.Card,
		})
		if err != nil {
			return err
		}
		return c.Print(s, weixin.AuditResponse{Status: weixin.Success(), Data: weixin.AuditID{AuditID: auditID}},
			"review %d: wxastore stores list shows the store and its status\n", auditID)
	})
}

type update struct {
	PoiID   string   `arg:"" name:"poi-id" help:"The store, as list shows it."`
	Phone   string   `help:"The store's phone."`
	Hours   string   `placeholder:"11:00-21:00" help:"When the store is open."`
	Card    string   `placeholder:"CARD_ID" help:"A card to show with the store."`
	Picture []string `placeholder:"FILE|URL" help:"A picture; repeat for more. All pictures that the store has are replaced."`

	account
}

// Help is the long text of stores update --help.
func (update) Help() string {
	return `What you leave out stays as it is. Phone, hours and card count at once; pictures that
the store did not have are reviewed, and it shows the old ones until then.

  wxastore stores update 472671857 --phone 020-88888888 --hours 10:00-22:00
  wxastore stores update 472671857 --picture front.png --picture http://mmbiz.qpic.cn/mmbiz_png/…`
}

// Run changes a store.
func (c *update) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	if c.Phone == "" && c.Hours == "" && c.Card == "" && len(c.Picture) == 0 {
		return command.Usagef("nothing to change: give --phone, --hours, --card or --picture")
	}
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		shown, err := pictures(ctx, calls, c.Picture)
		if err != nil {
			return err
		}
		audit, err := calls.Stores().Update(ctx, weixin.UpdateStoreRequest{
			PoiID: weixin.ID(c.PoiID), PicList: shown, ContractPhone: c.Phone, Hour: c.Hours, CardID: c.Card,
		})
		if err != nil {
			return err
		}
		answer := weixin.UpdateStoreResponse{Status: weixin.Success(), Data: audit}
		if audit.HasAuditID != 0 {
			return c.Print(s, answer, "changed, except the pictures: they wait for review %d\n", audit.AuditID)
		}
		return c.Print(s, answer, "changed\n")
	})
}

type remove struct {
	PoiID string `arg:"" name:"poi-id" help:"The store, as list shows it."`

	command.Yes
	account
}

// Help is the long text of stores delete --help.
func (remove) Help() string {
	return `Its place can have another store then. A store under review is deleted, too, and
no event tells the end of its review.

  wxastore stores delete 472671857 --yes`
}

// Run deletes a store.
func (c *remove) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	if !c.Yes.Yes {
		return command.Usagef("The store %s is deleted for good, and its place can have another then. To do it, say --yes.", c.PoiID)
	}
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		if err := calls.Stores().Delete(ctx, weixin.ID(c.PoiID)); err != nil {
			return err
		}
		return c.Print(s, weixin.Success(), "deleted\n")
	})
}

type card struct {
	PoiID  string `arg:"" name:"poi-id" help:"The store, as list shows it."`
	CardID string `arg:"" name:"card-id" optional:"" help:"The card to set."`

	account
}

// Help is the long text of stores card --help.
func (card) Help() string {
	return `The card must be one of the account, without custom codes.

  wxastore stores card 472671857
  wxastore stores card 472671857 pabcedfg1234567hijklmn`
}

// Run shows a store's card, or sets it.
func (c *card) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		if c.CardID != "" {
			if err := calls.Stores().SetCard(ctx, weixin.ID(c.PoiID), c.CardID); err != nil {
				return err
			}
			return c.Print(s, weixin.Success(), "set\n")
		}
		id, err := calls.Stores().Card(ctx, weixin.ID(c.PoiID))
		if err != nil {
			return err
		}
		text := id + "\n"
		if id == "" {
			text = "" // a program reads nothing, and a person is told
			s.Notef("the store has no card\n")
		}
		return c.Print(s, weixin.StoreCardResponse{Status: weixin.Success(), CardID: id}, "%s", text)
	})
}
