package merchant

import (
	"context"
	"errors"
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
	store.Reviews
}

// Module holds what the module needs.
type Module struct {
	Store    Port
	Pictures Pictures
	Reviews  Reviews
	Notifier Notifier
	// Categories are what can be applied with.
	Categories *Tree
}

// Routes returns the module's interfaces.
func (r *Module) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.GetMerchantCategory, r.listCategories), edge.Serve(weixin.ApplyMerchant, r.apply),
		edge.Serve(weixin.GetMerchantAuditInfo, r.auditInfo), edge.Serve(weixin.ModifyMerchant, r.modify),
	}
}

func (r *Module) modify(ctx context.Context, call *edge.Call, req weixin.ModifyMerchantRequest) (weixin.Status, error) {
	found, err := r.picture(ctx, call, req.HeadimgMediaID)
	if err != nil {
		return weixin.Status{}, err
	}
	m := modification{picture: found, intro: req.Intro, caller: call.Caller.By(), rid: call.RID, at: call.At}
	err = Modify(ctx, r.Store, call.Caller.AppID, func(policy store.Policy, before store.Merchant) (*store.Modification, error) {
		return modify(policy, before, m)
	}, m.picture.blob)
	if errors.Is(err, store.ErrNotFound) {
		return weixin.Status{}, edge.Refuse(weixin.UnusableMedia, "the image expired and was collected during the call")
	}
	if err != nil {
		return weixin.Status{}, err
	}
	return weixin.Success(), nil
}
