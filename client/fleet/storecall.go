package fleet

import (
	"bytes"
	"context"
	"errors"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/wait"
	"github.com/wxastore/wxastore/weixin"
)

// turn is one call about a store, and what it needs.
type turn struct {
	r    *Runner
	s    *shop
	i    *Item
	from *State
	k    *Store
	m    move
	f    facts

	declared weixin.Declaration
	again    bool
	call     StoreCall
	send     func(context.Context) (auditID int64, err error)
}

func (r *Runner) turn(s *shop, i *Item, from *State, k *Store, m move, f facts) *turn {
	return &turn{r: r, s: s, i: i, from: from, k: k, m: m, f: f, call: StoreCall{Path: m.call}}
}

// take makes the call: what it needs first, then a note that it is about to be sent, then
// the call, and its outcome. again says that it was sent before. An error that the ledger
// has is a ledgerError.
func (t *turn) take(ctx context.Context, again bool) error {
	if err := t.prepare(ctx, again); err != nil {
		return err
	}
	if err := t.pause(ctx); err != nil {
		return err
	}
	t.call.At, t.again = t.r.Now().UTC(), again
	before := t.k.Sent
	t.k.Sent = &t.call
	t.i.State, t.i.Outcome.At = Changing, t.call.At
	if err := t.r.putStore(ctx, t.i, *t.from, t.k, nil); err != nil {
		return err
	}
	*t.from = Changing
	auditID, err := t.send(ctx)
	t.s.added = t.r.Now()
	switch {
	case err == nil:
		t.k.Sent = nil
	case client.MayHaveHappened(err):
		return err // Sent stays until the store shows what became of it
	default:
		t.k.Sent = before
		if t.m.call == weixin.CreateMapPOI.Path {
			t.k.Sent = nil // it was sent again by will
		}
		return err // the caller keeps it with the outcome
	}
	t.call.AuditID = auditID
	t.took()
	if t.m.call == weixin.UpdateStore.Path {
		if err := t.s.refresh(ctx, t.k.PoiID); err != nil {
			t.s.forget()
		}
	}
	return t.r.putStore(ctx, t.i, *t.from, t.k, &Change{
		Run: t.i.Run, AppID: t.i.Desired.AppID, At: t.r.Now().UTC(), Account: t.i.Desired.Account, Store: t.k.StoreKey, Path: t.m.call,
	})
}

// open reports whether an error leaves open what a call has done, so that the store is to
// be looked for. So does the answer that it is there already, and that it is not there.
func (t *turn) open(err error) bool {
	return err != nil && (client.MayHaveHappened(err) || errors.Is(err, weixin.StoreAdded) || errors.Is(err, weixin.StoreAddedByYourself) ||
		errors.Is(err, weixin.PoiUnknown) || lost(err) && !t.again && len(t.i.Desired.Store.Papers) > 0)
}

// took notes what Weixin took.
func (t *turn) took() {
	d, k := t.i.Desired.Store, t.k
	if k.Refused.is(t.m.call) {
		k.Refused = nil
	}
	switch t.m.call {
	case weixin.CreateMapPOI.Path:
		k.Waits = &t.call
	case weixin.AddStore.Path:
		k.MapPoiID, k.Applied, k.Shown, k.Waits = t.f.place, d.values(""), StoreValues{}, &t.call
	case weixin.UpdateStore.Path:
		k.Applied.Phone, k.Applied.Hours, k.Shown = d.Phone, d.Hours, StoreValues{}
		switch {
		case t.call.AuditID != 0:
			k.Waits = &t.call
		case t.m.change.pictures:
			k.Applied.Pictures = t.call.Hash
		}
	case weixin.SetStoreCard.Path:
		k.Applied.Card = d.Card
	case weixin.DeleteStore.Path:
		t.s.drop(t.f.listed.PoiID)
		*k = Store{AppID: k.AppID, StoreKey: k.StoreKey, MapPoiID: k.MapPoiID, Refused: k.Refused}
	}
}

// pause keeps to the rate, and to the time between two stores that are added.
func (t *turn) pause(ctx context.Context) error {
	if err := t.r.limiter.Wait(ctx); err != nil {
		return err
	}
	if t.m.call != weixin.AddStore.Path || t.s.added.IsZero() {
		return nil
	}
	return wait.For(ctx, t.r.Options.Pause-t.r.Now().Sub(t.s.added))
}

// prepare uploads what the call names, and makes its request.
func (t *turn) prepare(ctx context.Context, again bool) (err error) {
	d, stores := t.i.Desired.Store, t.s.client.Stores()
	switch t.m.call {
	case weixin.CreateMapPOI.Path:
		t.declared, t.call.Hash = weixin.CreateMapPOI.Declared(), d.placeHash()
		req, err := t.placeRequest(ctx)
		if err != nil {
			return err
		}
		t.send = func(ctx context.Context) (int64, error) {
			made, err := stores.CreatePlace(ctx, req)
			return made.BaseID, err
		}
	case weixin.AddStore.Path:
		t.declared, t.call.Hash = weixin.AddStore.Declared(), d.storeHash()
		req := weixin.AddStoreRequest{
			MapPoiID: weixin.ID(t.f.place), ContractPhone: d.Phone, Hour: d.Hours, Licence: d.Licence, CompanyName: d.Company,
		}
		if t.call.Pictures, err = t.addresses(ctx, d.Pictures); err != nil {
			return err
		}
		req.PicList = weixin.Pictures(t.call.Pictures...)
		for _, paper := range d.Papers {
			media, err := t.r.media(ctx, t.s.client, t.i, t.from, paper.SHA256, again)
			if err != nil {
				return err
			}
			if err := t.keepMedia(ctx, *media); err != nil {
				return err
			}
			req.QualificationList = append(req.QualificationList, media.ID)
		}
		t.send = func(ctx context.Context) (int64, error) { return stores.Add(ctx, req) }
	case weixin.UpdateStore.Path:
		t.declared = weixin.UpdateStore.Declared()
		req := weixin.UpdateStoreRequest{PoiID: weixin.ID(t.f.listed.PoiID)}
		if t.m.change.phone {
			req.ContractPhone = d.Phone
		}
		if t.m.change.hours {
			req.Hour = d.Hours
		}
		if t.m.change.pictures {
			t.call.Hash = d.picturesHash()
			if t.call.Pictures, err = t.addresses(ctx, d.Pictures); err != nil {
				return err
			}
			req.PicList = weixin.Pictures(t.call.Pictures...)
		}
		t.send = func(ctx context.Context) (int64, error) {
			audit, err := stores.Update(ctx, req)
			return audit.AuditID, err
		}
	case weixin.SetStoreCard.Path:
		t.declared = weixin.SetStoreCard.Declared()
		id, card := weixin.ID(t.f.listed.PoiID), d.Card
		t.send = func(ctx context.Context) (int64, error) { return 0, stores.SetCard(ctx, id, card) }
	case weixin.DeleteStore.Path:
		t.declared = weixin.DeleteStore.Declared()
		id := weixin.ID(t.f.listed.PoiID)
		t.send = func(ctx context.Context) (int64, error) { return 0, stores.Delete(ctx, id) }
	default:
		return said.Errorf("no call is made of %s", t.m.call)
	}
	return nil
}

// placeRequest is what a place is asked for with.
func (t *turn) placeRequest(ctx context.Context) (weixin.CreateMapPOIRequest, error) {
	d := t.i.Desired.Store
	region, err := t.s.directory.find(ctx, t.s, d.District)
	if err != nil {
		return weixin.CreateMapPOIRequest{}, err
	}
	lat, lng, blocker := d.degrees()
	if blocker != nil {
		return weixin.CreateMapPOIRequest{}, *blocker
	}
	shown, err := t.addresses(ctx, []Picture{*d.Photo, *d.LicencePhoto})
	if err != nil {
		return weixin.CreateMapPOIRequest{}, err
	}
	return weixin.CreateMapPOIRequest{
		Name: d.Name, Longitude: weixin.Decimal(lng), Latitude: weixin.Decimal(lat), Province: region.Path[0], City: region.City(), District: region.FullName,
		Address: d.Address, Category: d.Category, Telephone: d.Phone, Photo: shown[0], License: shown[1], Introduct: d.Introduction, DistrictID: region.ID,
	}, nil
}

// addresses are those of pictures at Weixin: each was uploaded once for the account, or
// is now.
func (t *turn) addresses(ctx context.Context, pictures []Picture) (all []string, err error) {
	for _, p := range pictures {
		address := p.From
		if !p.kept() {
			if address, err = t.address(ctx, p.SHA256); err != nil {
				return nil, err
			}
		}
		all = append(all, address)
	}
	return all, nil
}

// imagePrefix tells a picture that Weixin keeps from a temporary medium of the same.
const imagePrefix = "image/"

func (t *turn) address(ctx context.Context, hash string) (string, error) {
	kept := context.WithoutCancel(ctx)
	m, err := t.r.Ledger.Media(kept, t.i.Desired.AppID, imagePrefix+hash)
	if err == nil {
		return m.URL, nil
	}
	if !errors.Is(err, ErrNoRecord) {
		return "", ledgerError{err}
	}
	content, err := t.r.content(ctx, t.i, t.from, hash)
	if err != nil {
		return "", err
	}
	var address string
	err = t.r.upload(ctx, func() (err error) {
		address, err = t.s.client.UploadImage(ctx, "picture", bytes.NewReader(content))
		return err
	})
	if err != nil {
		return "", err
	}
	return address, t.keepMedia(ctx, Media{AppID: t.i.Desired.AppID, Picture: imagePrefix + hash, URL: address, At: t.r.Now().UTC()})
}

func (t *turn) keepMedia(ctx context.Context, m Media) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	if err := t.r.Ledger.Write(ctx, Write{Media: &m}); err != nil {
		return ledgerError{err}
	}
	return nil
}
