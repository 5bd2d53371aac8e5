package app

import (
	"context"

	"github.com/wxastore/wxastore/internal/shop"
	"github.com/wxastore/wxastore/internal/store"
)

// places is the map of stores: the places that searches find.
type places struct{ store store.Places }

func (p places) Place(ctx context.Context, _, mapPoiID string) (shop.Place, error) {
	at, err := p.store.Place(ctx, mapPoiID)
	if err == nil && !at.Listed {
		err = store.ErrNotFound
	}
	return shop.Place{
		MapPoiID: at.ID, Name: at.Name, Province: at.Province, City: at.City, District: at.District, Address: at.Address,
		Category: at.Category, Longitude: at.Lng, Latitude: at.Lat,
	}, err
}
