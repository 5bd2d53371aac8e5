package ops

import (
	"context"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) listCards(ctx context.Context, in api.CardFilter) (list api.CardList, err error) {
	if _, err := c.m.Store.Account(ctx, in.AppID); err != nil {
		return list, err
	}
	cards, err := c.m.Store.Cards(ctx, in.AppID, in.After, in.Limit+1)
	cards, last := firsts(cards, in.Limit)
	if last != nil {
		list.Next = last.CardID
	}
	list.Cards = each(cards, toCard)
	return list, err
}

func toCard(c store.Card) api.Card {
	return api.Card{CardID: c.CardID, CardFields: api.CardFields{Type: c.Type, UseCustomCode: c.UseCustomCode}, Version: c.Version()}
}

func fromCard(appID, cardID string, f api.CardFields) store.Card {
	return store.Card{AppID: appID, CardID: cardID, Type: f.Type, UseCustomCode: f.UseCustomCode}
}

func (c *Console) showCard(ctx context.Context, in api.CardID) (api.Card, error) {
	card, err := c.m.Store.Card(ctx, in.AppID, in.Card)
	return toCard(card), noCard(err, in)
}

func (c *Console) addCard(ctx context.Context, in api.CardCreation) (api.Card, error) {
	card := fromCard(in.AppID, in.Body.CardID, in.Body.CardFields)
	return toCard(card), c.m.Shops.AddCard(ctx, card)
}

func (c *Console) putCard(ctx context.Context, in api.CardChange) (api.Card, error) {
	card := fromCard(in.AppID, in.Card, in.Body.CardFields)
	err := noCard(c.m.Shops.PutCard(ctx, card, in.Body.Version), in.CardID)
	return toCard(card), outdated(err, store.Mistakef("card %s", in.Card), "GET /api/cards/"+in.AppID+"/"+in.Card, in.Body.Version, toCard(card),
		func() (api.Card, error) { return c.showCard(ctx, in.CardID) })
}

func (c *Console) dropCard(ctx context.Context, in api.CardDrop) (api.None, error) {
	err := noCard(c.m.Shops.DropCard(ctx, in.AppID, in.Card, in.Version), in.CardID)
	return api.None{}, dropped(err, store.Mistakef("card %s", in.Card), in.Version, func() (api.Card, error) { return c.showCard(ctx, in.CardID) })
}

func noCard(err error, in api.CardID) error {
	return orMissing(err, missing("account %s has no card %q", in.AppID, in.Card))
}
