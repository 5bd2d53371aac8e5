package shop

import (
	"context"
	"errors"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Shops
}

// Place is a place on the map.
type Place struct {
	MapPoiID, Name, Province, City, District, Address, Category string
	Longitude, Latitude                                         float64
}

// Places knows the map.
type Places interface {
	// Place returns a place, or store.ErrNotFound.
	Place(ctx context.Context, appID, mapPoiID string) (Place, error)
}

// Papers knows the temporary media of an account.
type Papers interface {
	// Picture returns the blob of a live temporary image, or why there is none.
	Picture(ctx context.Context, appID, mediaID string, at time.Time) (blob store.Hash, none string, err error)
}

// Reviews submits what is reviewed.
type Reviews interface {
	Submit(tx store.Tx, r store.Review, at time.Time) (store.Review, error)
}

// Messages queues the events of accounts.
type Messages interface {
	Notify(tx store.Tx, appID string, event weixin.AccountEvent) error
}

// Module holds what the module needs.
type Module struct {
	Store    Port
	Places   Places
	Papers   Papers
	Reviews  Reviews
	Messages Messages
	// AsSeen has events say what real ones were seen to say where that differs from
	// what the pages say.
	AsSeen bool
}

// Routes returns the module's interfaces.
func (m *Module) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.AddStore, m.add),
		edge.Serve(weixin.UpdateStore, m.update),
		edge.Serve(weixin.GetStoreInfo, m.info),
		edge.Serve(weixin.GetStoreList, m.list),
		edge.Serve(weixin.DeleteStore, m.remove),
		edge.Serve(weixin.GetStoreCard, m.card),
		edge.Serve(weixin.SetStoreCard, m.setCard),
		edge.Serve(weixin.GetPoiList, m.oldList),
		edge.Serve(weixin.DeletePoi, m.removeOld),
	}
}

// found makes a record that is not there a false.
func found[T any](record T, err error) (T, bool, error) {
	if errors.Is(err, store.ErrNotFound) {
		return record, false, nil
	}
	return record, err == nil, err
}

// open refuses an account without an approved store Mini Program.
func open(tx store.Tx, appID string) error {
	merchant, ok, err := found(tx.Merchant(appID))
	if err == nil && (!ok || merchant.State != store.MerchantApproved) {
		err = edge.Refuse(weixin.ApplyFirst, "%s has no approved store Mini Program", appID)
	}
	return err
}

// unknown refuses an id that is not one of the account's.
func unknown(poiID string) error {
	return edge.Refuse(weixin.PoiUnknown, "the account has no store %s", poiID)
}
