package ops

import (
	"context"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/outbox"
	"github.com/wxastore/wxastore/internal/store"
)

// An event that was delivered is deleted from the queue. What is known of it then are
// its attempts in the journal.

const (
	// mostQueued is how many events of a target are looked at in the queue, mostAttempts
	// how many attempts of an event in the journal.
	mostQueued   = 1000
	mostAttempts = 200
)

// attempts are those of an event, the newest first.
func (c *Console) attempts(ctx context.Context, target store.Target, id string) ([]journal.Entry, error) {
	entries, err := c.m.Journal.Calls(ctx, journal.Filter{AppID: target.AppID, Text: outbox.AttemptText + id}, mostAttempts)
	return slices.DeleteFunc(entries, func(e journal.Entry) bool {
		of, _, _ := outbox.Attempted(e)
		return e.Event == "" || of != id
	}), err
}

func (c *Console) showPush(ctx context.Context, in api.PushID) (shown api.PushDetail, err error) {
	target := store.ParseTarget(in.Target)
	attempts, err := c.attempts(ctx, target, in.ID)
	if err != nil {
		return shown, err
	}
	queue, err := c.m.Events.List(ctx, store.DeliveryFilter{Target: target}, mostQueued)
	if err != nil {
		return shown, err
	}
	i := slices.IndexFunc(queue, func(p store.Delivery) bool { return p.ID == in.ID })
	answered := slices.IndexFunc(attempts, func(e journal.Entry) bool { return e.Kind == journal.Answered })
	switch {
	case i >= 0:
		if shown.Push = toPush(queue[i]); target.Kind == store.TargetMessages { // a platform's hold tickets and codes
			shown.Event = string(queue[i].Body)
		} else if len(attempts) > 0 {
			_, _, shown.Event = outbox.Attempted(attempts[0])
		}
	case answered >= 0:
		shown.Push = toDelivered(attempts[answered])
	default:
		return shown, missing("no event %q waits for %q or was given up, and none was delivered as far as the journal goes back", in.ID, in.Target)
	}
	shown.AllAttempts = each(attempts, toCall)
	return shown, nil
}

// sendAgain pushes an event of an account again that was delivered, or returns
// store.ErrNotFound.
func (c *Console) sendAgain(ctx context.Context, target store.Target, id string) error {
	attempts, err := c.attempts(ctx, target, id)
	if err != nil || len(attempts) == 0 {
		return orNotFound(err)
	}
	_, _, text := outbox.Attempted(attempts[0])
	if !strings.HasSuffix(text, "</xml>") {
		return store.Mistakef("the journal has the beginning of event %s alone: it cannot be sent again", id)
	}
	return c.m.Messages.SendAgain(ctx, target.AppID, id, attempts[0].Event, text, c.m.Clock.Now())
}

func orNotFound(err error) error {
	if err == nil {
		return store.ErrNotFound
	}
	return err
}
