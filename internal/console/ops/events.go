package ops

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) listPushes(ctx context.Context, in api.PushFilter) (api.PushList, error) {
	pushes, err := c.m.Events.List(ctx, store.DeliveryFilter{State: store.DeliveryState(in.State), Target: store.ParseTarget(in.Target)}, in.Limit)
	return api.PushList{Events: each(pushes, func(p store.Delivery) api.Push {
		return api.Push{
			Target: p.Target.String(), ID: p.ID, Kind: p.Kind, State: string(p.State), CreatedAt: p.CreatedAt.UTC(), NextAt: timeOrNil(p.NextAt),
			Attempts: p.Attempts, LastError: p.LastError,
		}
	})}, err
}

func (c *Console) resendPush(ctx context.Context, in api.PushID) (api.None, error) {
	return api.None{}, noPush(c.m.Events.Resend(ctx, in.Target, in.ID), in)
}

func (c *Console) dropPush(ctx context.Context, in api.PushID) (api.None, error) {
	return api.None{}, noPush(c.m.Events.Drop(ctx, in.Target, in.ID), in)
}

func noPush(err error, in api.PushID) error {
	if errors.Is(err, store.ErrNotFound) {
		return missing("no event %q waits for %q or was given up", in.ID, in.Target)
	}
	return err
}
