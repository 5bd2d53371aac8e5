package ops

import (
	"context"
	"errors"

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
	list.Cards = each(cards, func(c store.Card) api.Card {
		return api.Card{CardID: c.CardID, Type: c.Type, UseCustomCode: c.UseCustomCode}
	})
	return list, err
}

func (c *Console) addCard(ctx context.Context, in api.CardCreation) (api.Card, error) {
	return in.Body, c.m.Shops.AddCard(ctx, store.Card{AppID: in.AppID, CardID: in.Body.CardID, Type: in.Body.Type, UseCustomCode: in.Body.UseCustomCode})
}

func (c *Console) dropCard(ctx context.Context, in api.CardID) (api.None, error) {
	err := c.m.Shops.DropCard(ctx, in.AppID, in.CardID)
	if errors.Is(err, store.ErrNotFound) {
		err = missing("account %s has no card %q", in.AppID, in.CardID)
	}
	return api.None{}, err
}
