package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
)

var (
	// selectShops goes through the positions, not through the shops: a page is looked
	// up by its offset.
	selectShops = `SELECT ` + declared.shops.list + ` FROM shop_positions AS p CROSS JOIN shops AS t
	WHERE p.app_id = ?1 AND p.list = ?2 AND p.position >= ?3 AND p.position < ?4 AND t.app_id = ?1 AND t.poi_id = p.poi_id
	ORDER BY p.position`
	selectShopsOf = `SELECT ` + declared.shops.list + ` FROM shops AS t WHERE t.poi_id = ?1 ORDER BY t.app_id LIMIT ?2`
	selectCards   = `SELECT ` + declared.cards.list + ` FROM cards AS t WHERE t.app_id = ?1 AND t.card_id > ?2 ORDER BY t.card_id LIMIT ?3`
)

// Shop returns a store, or store.ErrNotFound.
func (s *Store) Shop(ctx context.Context, appID, poiID string) (store.Shop, error) {
	return readOne(ctx, s, declared.shops, "store", store.ShopKey(appID, poiID))
}

// ShopsOf returns up to limit stores of a poi_id, of any accounts.
func (s *Store) ShopsOf(ctx context.Context, poiID string, limit int) ([]store.Shop, error) {
	shops, err := readList(ctx, s.db, declared.shops, selectShopsOf, poiID, limit)
	if err != nil {
		return nil, fmt.Errorf("store: list stores %s: %w", poiID, err)
	}
	return shops, nil
}

// Shops returns up to limit stores of a list, from a position on.
func (s *Store) Shops(ctx context.Context, appID string, list store.ShopList, offset int64, limit int) ([]store.Shop, error) {
	shops, err := readList(ctx, s.db, declared.shops, selectShops, appID, string(list), offset, offset+int64(limit))
	if err != nil {
		return nil, fmt.Errorf("store: list stores of %s: %w", appID, err)
	}
	return shops, nil
}

// ShopCounts returns the counts of an account's stores.
func (s *Store) ShopCounts(ctx context.Context, appID string) (store.ShopCounts, error) {
	c, err := readOne(ctx, s, declared.shopCounts, "counts of stores", store.ShopCountsKey(appID))
	if errors.Is(err, store.ErrNotFound) {
		return store.ShopCounts{AppID: appID}, nil
	}
	return c, err
}

// Card returns a card, or store.ErrNotFound.
func (s *Store) Card(ctx context.Context, appID, cardID string) (store.Card, error) {
	return readOne(ctx, s, declared.cards, "card", store.CardKey(appID, cardID))
}

// Cards returns up to limit cards of an account after an id.
func (s *Store) Cards(ctx context.Context, appID, after string, limit int) ([]store.Card, error) {
	cards, err := readList(ctx, s.db, declared.cards, selectCards, appID, after, limit)
	if err != nil {
		return nil, fmt.Errorf("store: list cards of %s: %w", appID, err)
	}
	return cards, nil
}
