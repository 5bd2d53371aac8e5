package ops

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/geo"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) listPlaces(ctx context.Context, in api.PlaceFilter) (api.PlaceList, error) {
	found, next, err := c.m.Store.Places(ctx, store.PlaceFilter{Within: in.District, Text: in.Search, After: in.After}, in.Limit)
	if err != nil {
		return api.PlaceList{}, err
	}
	list := api.PlaceList{Places: make([]api.Place, len(found)), Next: next}
	for i, p := range found {
		if list.Places[i], err = c.showPhoto(ctx, p); err != nil {
			return list, err
		}
	}
	return list, nil
}

func (c *Console) showPlace(ctx context.Context, in api.PlaceID) (api.Place, error) {
	p, err := c.m.Store.Place(ctx, in.ID)
	if err != nil {
		return api.Place{}, noPlace(err, in.ID)
	}
	return c.showPhoto(ctx, p)
}

// showPhoto is a place with the hash of its photo.
func (c *Console) showPhoto(ctx context.Context, p store.Place) (api.Place, error) {
	shown := toPlace(p)
	hashes, err := c.picturesAt(ctx, []string{p.Photo})
	if err == nil {
		shown.PhotoHash = hashes[0]
	}
	return shown, err
}

// putPlace adds a place, or replaces the one whose version the body names. One that an
// account has created stays its.
func (c *Console) putPlace(ctx context.Context, in api.PlaceChange) (api.Place, error) {
	f := in.Body
	p, err := geo.Complete(store.Place{
		ID: f.ID, Name: f.Name, Branch: f.Branch, Address: f.Address, DistrictID: f.DistrictID, Province: f.Province, City: f.City, District: f.District,
		Lat: f.Lat, Lng: f.Lng, Telephone: f.Telephone, Category: f.Category, Photo: f.Photo,
	})
	if err != nil {
		return api.Place{}, err
	}
	after, err := geo.Put(ctx, c.m.Store, p, f.Version)
	if errors.Is(err, store.ErrConflict) {
		there, err := c.m.Store.Place(ctx, p.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return api.Place{}, err
		}
		var current any
		if p.Creator = there.Creator; err == nil {
			current = toPlace(there)
		}
		return api.Place{}, overtaken(store.Mistakef("place %s", p.ID), "GET /api/places/"+p.ID, f.Version, toPlace(p), current)
	}
	if err != nil {
		return api.Place{}, err
	}
	return c.showPhoto(ctx, after)
}

func (c *Console) dropPlace(ctx context.Context, in api.PlaceDrop) (api.None, error) {
	err := noPlace(geo.Drop(ctx, c.m.Store, in.ID, in.Version), in.ID)
	return api.None{}, dropped(err, store.Mistakef("place %s", in.ID), in.Version, func() (api.Place, error) { return c.showPlace(ctx, in.PlaceID) })
}

func noPlace(err error, id string) error {
	return orMissing(err, missing("there is no place %q", id))
}

func toPlace(p store.Place) api.Place {
	return api.Place{
		PlaceFields: api.PlaceFields{
			ID: p.ID, Name: p.Name, Branch: p.Branch, Address: p.Address, DistrictID: p.DistrictID, Province: p.Province, City: p.City, District: p.District,
			Lat: p.Lat, Lng: p.Lng, Telephone: p.Telephone, Category: p.Category, Photo: p.Photo, Version: p.Version(),
		},
		Creator: p.Creator, Listed: p.Listed,
	}
}
