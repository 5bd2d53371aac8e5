package seed

import (
	"context"

	"github.com/wxastore/wxastore/internal/geo"
	"github.com/wxastore/wxastore/internal/store"
)

// Place declares a place on the map.
type Place struct {
	ID      string `yaml:"id"` // the map_poi_id, in quotes: up to 19 digits
	Name    string `yaml:"name"`
	Branch  string `yaml:"branch"`
	Address string `yaml:"address"`
	// DistrictID is the code of a district. Its names are those of the national
	// standard, unless they are given.
	DistrictID string  `yaml:"district_id"`
	Province   string  `yaml:"province"`
	City       string  `yaml:"city"`
	District   string  `yaml:"district"`
	Lat        float64 `yaml:"lat"`
	Lng        float64 `yaml:"lng"`
	Telephone  string  `yaml:"telephone"`
	Category   string  `yaml:"category"` // two names with a colon between them
	Photo      string  `yaml:"photo"`
}

func (p Place) record() store.Place {
	return store.Place{
		ID: p.ID, Name: p.Name, Branch: p.Branch, Address: p.Address, DistrictID: p.DistrictID, Province: p.Province, City: p.City, District: p.District,
		Lat: p.Lat, Lng: p.Lng, Telephone: p.Telephone, Category: p.Category, Photo: p.Photo,
	}
}

// Places applies places, in batches, and returns how many were added or changed.
func (l Loader) Places(ctx context.Context, places []Place) (changed int, err error) {
	return inBatches(ctx, l.Store, places, func(p Place) (store.Place, error) { return geo.Complete(p.record()) }, declarePlaces)
}

// declarePlaces declares places, in one write, and returns how many it added or changed.
func declarePlaces(ctx context.Context, w store.Writer, places []store.Place) (changed int, err error) {
	var keys []store.Key
	for _, p := range places {
		keys = append(keys, store.PlaceKey(p.ID))
	}
	return inOneWrite(ctx, w, keys, places, func(tx store.Tx, p store.Place) (int, error) {
		return count(geo.Declare(tx, p))
	})
}
