package merchant

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Pictures knows the temporary images of an account.
type Pictures interface {
	// Picture returns the blob of a live temporary image that can be shown, or
	// why there is none.
	Picture(ctx context.Context, appID, mediaID string, at time.Time) (blob store.Hash, none string, err error)
}

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Merchants
}

// Module holds what the module needs.
type Module struct {
	Store    Port
	Pictures Pictures
}

// Routes returns the module's interfaces.
func (r *Module) Routes() []edge.Route {
	return []edge.Route{edge.Serve(weixin.ModifyMerchant, r.modify)}
}

func (r *Module) modify(ctx context.Context, call *edge.Call, req weixin.ModifyMerchantRequest) (weixin.Status, error) {
	m := modification{
		picture: picture{mediaID: string(req.HeadimgMediaID)},
		intro:   req.Intro, caller: call.Caller.By(), rid: call.RID, at: call.At,
	}
	if m.picture.mediaID != "" {
		var err error
		m.picture.blob, m.picture.none, err = r.Pictures.Picture(ctx, call.Caller.AppID, m.picture.mediaID, call.At)
		if err != nil {
			return weixin.Status{}, fmt.Errorf("merchant: %w", err)
		}
	}
	err := Modify(ctx, r.Store, call.Caller.AppID, func(policy store.Policy, before store.Merchant) (*store.Modification, error) {
		return modify(policy, before, m)
	}, m.picture.blob)
	if errors.Is(err, store.ErrNotFound) {
		return weixin.Status{}, edge.Refuse(weixin.MediaIDInvalid, "the image expired and was collected during the call")
	}
	if err != nil {
		return weixin.Status{}, err
	}
	return weixin.Success(), nil
}
