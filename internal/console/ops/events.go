package ops

import (
	"context"
	"encoding/xml"
	"errors"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/outbox"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

func (c *Console) listPushes(ctx context.Context, in api.PushFilter) (api.PushList, error) {
	if in.State == api.PushDelivered {
		return c.listDelivered(ctx, in)
	}
	pushes, err := c.m.Events.List(ctx, store.DeliveryFilter{State: store.DeliveryState(in.State), Target: store.ParseTarget(in.Target)}, in.Limit)
	if err != nil {
		return api.PushList{}, err
	}
	list := api.PushList{Events: each(pushes, toPush)}
	return list, c.namePushes(ctx, list.Events)
}

// namePushes says with events what their receivers are called.
func (c *Console) namePushes(ctx context.Context, pushes []api.Push) (err error) {
	n := c.names()
	for i := range pushes {
		if pushes[i].Name, err = n.name(ctx, store.ParseTarget(pushes[i].Target).AppID); err != nil {
			return err
		}
	}
	return nil
}

func toPush(p store.Delivery) api.Push {
	return api.Push{
		Target: p.Target.String(), ID: p.ID, Kind: p.Kind, State: string(p.State), CreatedAt: p.CreatedAt.UTC(), NextAt: timeOrNil(p.NextAt),
		Attempts: p.Attempts, LastError: p.LastError,
	}
}

// attemptsAtOnce is how many attempts are read together.
const attemptsAtOnce = 1000

// listDelivered lists the events whose delivery the journal has.
func (c *Console) listDelivered(ctx context.Context, in api.PushFilter) (api.PushList, error) {
	list, target := api.PushList{Events: []api.Push{}}, store.ParseTarget(in.Target)
	f := journal.Filter{AppID: target.AppID, Traffic: journal.Outgoing, Kinds: []journal.Kind{journal.Answered}}
	listed := make(map[string]bool) // an event that was sent again was delivered twice
	for {
		attempts, err := c.m.Journal.Calls(ctx, f, attemptsAtOnce)
		if err != nil {
			return list, err
		}
		for _, a := range attempts {
			p := toDelivered(a)
			if p.ID == "" || listed[p.Target+" "+p.ID] || in.Target != "" && p.Target != in.Target {
				continue
			}
			listed[p.Target+" "+p.ID] = true
			if list.Events = append(list.Events, p); len(list.Events) == in.Limit {
				return list, c.namePushes(ctx, list.Events)
			}
		}
		if len(attempts) < attemptsAtOnce {
			return list, c.namePushes(ctx, list.Events)
		}
		f.Before = attempts[len(attempts)-1].RID
	}
}

func toDelivered(a journal.Entry) api.Push {
	target := store.ComponentTarget(a.AppID)
	if slices.ContainsFunc(weixin.Events(), func(e weixin.EventDeclaration) bool { return e.Name == a.Event && e.To == weixin.ToAccount }) {
		target = store.MessagesTarget(a.AppID)
	}
	p := api.Push{Target: target.String(), Kind: a.Event, State: api.PushDelivered, CreatedAt: a.At.UTC(), DeliveredAt: timeOrNil(a.At)}
	p.ID, p.Attempts, p.Event = outbox.Attempted(a)
	var made struct{ CreateTime int64 }
	if xml.Unmarshal([]byte(p.Event), &made) == nil { // the journal may have cut it
		p.CreatedAt = time.Unix(made.CreateTime, 0).UTC()
	}
	return p
}

func (c *Console) resendPush(ctx context.Context, in api.PushID) (api.None, error) {
	err := c.m.Events.Resend(ctx, in.Target, in.ID)
	if target := store.ParseTarget(in.Target); errors.Is(err, store.ErrNotFound) && target.Kind == store.TargetMessages {
		err = c.sendAgain(ctx, target, in.ID)
	}
	return api.None{}, noPush(err, in)
}

func (c *Console) dropPush(ctx context.Context, in api.PushID) (api.None, error) {
	return api.None{}, noPush(c.m.Events.Drop(ctx, in.Target, in.ID), in)
}

func noPush(err error, in api.PushID) error {
	return orMissing(err, missing("no event %q waits for %q or was given up", in.ID, in.Target))
}
