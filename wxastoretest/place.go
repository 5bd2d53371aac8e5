package wxastoretest

import (
	"context"

	"github.com/wxastore/wxastore/internal/seed"
)

// Place is a place on the map, for search_map_poi and add_store.
type Place struct {
	// ID is the map_poi_id: up to 19 digits.
	ID string
	// Name, Branch and Address are what searches look at.
	Name, Branch, Address string
	// DistrictID is the code of a district, such as 440105. Its names are those of the
	// national standard, unless they are given.
	DistrictID               string
	Province, City, District string
	Lat, Lng                 float64
	Telephone                string
	// Category is two names with a colon between them.
	Category string
	// Photo is the address of a picture.
	Photo string
}

// AddPlace declares a place. It replaces what is there of the id, and searches find it.
func (s *Server) AddPlace(p Place) {
	s.t.Helper()
	_, err := s.running().Loader().Places(context.Background(), []seed.Place{{
		ID: p.ID, Name: p.Name, Branch: p.Branch, Address: p.Address, DistrictID: p.DistrictID, Province: p.Province, City: p.City, District: p.District,
		Lat: p.Lat, Lng: p.Lng, Telephone: p.Telephone, Category: p.Category, Photo: p.Photo,
	}})
	if err != nil {
		s.t.Errorf("add place: %v", err)
	}
}
