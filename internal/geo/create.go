package geo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Reviews takes what is to be reviewed.
type Reviews interface {
	Submit(tx store.Tx, r store.Review, at time.Time) (store.Review, error)
}

// Notifier queues events to accounts.
type Notifier interface {
	Notify(tx store.Tx, appID string, event weixin.AccountEvent) error
}

func (m *Module) create(ctx context.Context, call *edge.Call, req weixin.CreateMapPOIRequest) (weixin.CreateMapPOIResponse, error) {
	place, err := created(m.Districts, req)
	if err != nil {
		return weixin.CreateMapPOIResponse{}, err
	}
	place.ID, place.Creator = m.newID(), call.Caller.AppID
	keys := []store.Key{store.AccountKey(place.Creator), store.ReviewerKey(place.Creator), store.PlaceKey(place.ID)}
	var review store.Review
	err = m.Store.Write(ctx, keys, func(tx store.Tx) error {
		tx.AddPlace(place)
		review, err = m.Reviews.Submit(tx, store.Review{AppID: place.Creator, Kind: store.ReviewPlace, Subject: place.ID, Name: place.Name}, call.At)
		return err
	})
	return weixin.CreateMapPOIResponse{Data: weixin.NewPOIData{BaseID: review.AuditID, RichID: review.AuditID}}, err
}

// created is the rule of what a call creates.
func created(districts *Districts, req weixin.CreateMapPOIRequest) (store.Place, error) {
	p := store.Place{
		Name: req.Name, Address: req.Address, Province: req.Province, City: req.City, District: req.District,
		DistrictID: string(req.DistrictID), Lat: float64(req.Latitude), Lng: float64(req.Longitude),
		Telephone: req.Telephone, Category: req.Category, Photo: req.Photo,
	}
	if _, known := districts.Names(p.DistrictID); !known {
		return p, edge.Refuse(weixin.InvalidArgs, "there is no district %.20q", p.DistrictID)
	}
	if !onEarth(p) {
		return p, edge.Refuse(weixin.InvalidArgs, "there is no latitude %g with a longitude %g", p.Lat, p.Lng)
	}
	return p, nil
}

func onEarth(p store.Place) bool { return p.Lat >= -90 && p.Lat <= 90 && p.Lng >= -180 && p.Lng <= 180 }

// newID makes a map_poi_id: 19 digits, below 2^63.
func (m *Module) newID() string {
	id := []byte{'1'}
	for _, b := range m.Random.Bytes(18) {
		id = append(id, '0'+b%10)
	}
	return string(id)
}

// Keys are the records that Outcome reads.
func (m *Module) Keys(r store.Review) []store.Key { return []store.Key{store.PlaceKey(r.Subject)} }

// Outcome has searches find a place that has passed, and tells its creator how it
// ended.
//
//fidelity:official createnewpoid review | nothing is pushed before its end; afterwards searches find the place | older page
func (m *Module) Outcome(tx store.Tx, r store.Review, at time.Time) error {
	p, err := tx.Place(r.Subject)
	if errors.Is(err, store.ErrNotFound) {
		return nil // the operator has deleted it
	}
	if err != nil {
		return fmt.Errorf("place %s: %w", r.Subject, err)
	}
	body := weixin.CreateMapPOIBody{
		AuditID: r.AuditID, Name: p.Name, Address: p.Address, Latitude: p.Lat, Longitude: p.Lng, Status: m.status(r.State), Remark: r.Reason,
	}
	if r.State == store.ReviewPassed {
		p.Listed, body.MapPOIID = true, p.ID
		tx.PutPlace(p)
	}
	return m.Notifier.Notify(tx, r.AppID, weixin.EventCreateMapPOI.ForAccount(at, body))
}

// Gone reports whether the operator has deleted the place.
func (m *Module) Gone(tx store.Tx, r store.Review) (bool, error) {
	_, err := tx.Place(r.Subject)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return false, err
}

// status is what an event says of an outcome.
func (m *Module) status(state store.ReviewState) weixin.MaybeEmpty {
	passed := state == store.ReviewPassed
	switch {
	case m.AsSeen && passed:
		return weixin.EmptyNumber
	case m.AsSeen, passed:
		return 1
	}
	return 3
}
