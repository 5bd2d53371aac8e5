package wxastoretest

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/shop"
	"github.com/wxastore/wxastore/internal/store"
)

// Store is a store (门店) of a store Mini Program.
type Store struct {
	// PoiID is a number of 9 digits; "" lets the service give one.
	PoiID string
	// MapPoiID is the place on the map that it is at; "" is none. AddStore copies nothing
	// from it.
	MapPoiID                          string
	Name                              string
	Province, City, District, Address string
	Longitude, Latitude               float64
	// Category is two names with a colon between them.
	Category string
	// Pictures are addresses.
	Pictures    []string
	Phone, Hour string
	// Licence is its number, CompanyName the principal where that is not the account.
	Licence, CompanyName string
	// CardID is its card; see AddCard.
	CardID string
	// Status is weixin.AuditPassed, AuditReviewing or AuditFailed; 0 is passed. One that
	// is reviewing has a review, which PassReview and FailReview decide.
	Status int
}

// AddStore adds a store to an account and returns its poi_id. It makes no call, needs no
// store Mini Program, and pushes no event.
func (s *Server) AddStore(appID string, one Store) (poiID string) {
	s.t.Helper()
	if one.Status == 0 {
		one.Status = int(store.ShopPassed)
	}
	added, err := (&shop.Module{Store: s.state.store}).Add(context.Background(), store.Shop{
		AppID: appID, PoiID: one.PoiID, MapPoiID: one.MapPoiID, Name: one.Name, Province: one.Province, City: one.City, District: one.District,
		Address: one.Address, Longitude: one.Longitude, Latitude: one.Latitude, Category: one.Category, Pictures: one.Pictures,
		Phone: one.Phone, Hour: one.Hour, Licence: one.Licence, CompanyName: one.CompanyName, CardID: one.CardID,
		Status: store.ShopStatus(one.Status),
	}, false, s.Now())
	if err != nil {
		s.t.Errorf("add store of %q: %v", appID, err)
	}
	return added.PoiID
}

// Card is a card of an account, for its stores.
type Card struct {
	ID string
	// Type is such as member_card; the service does not look at it.
	Type string
	// UseCustomCode marks a card that no store can have (40073).
	UseCustomCode bool
}

// AddCard declares a card. It replaces what is there of the id.
func (s *Server) AddCard(appID string, c Card) {
	s.t.Helper()
	keys := []store.Key{store.AccountKey(appID), store.CardKey(appID, c.ID)}
	err := s.state.store.Write(context.Background(), keys, func(tx store.Tx) error {
		if _, err := tx.Account(appID); err != nil {
			return fmt.Errorf("account %s: %w", appID, err)
		}
		tx.PutCard(store.Card{AppID: appID, CardID: c.ID, Type: c.Type, UseCustomCode: c.UseCustomCode})
		return nil
	})
	if err != nil {
		s.t.Errorf("add card of %q: %v", appID, err)
	}
}
