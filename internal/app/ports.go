package app

import (
	"context"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/store"
)

// ports joins the rooms to what the console asks of the service. api is the
// handler that the console's own calls go to.
func (a *App) ports(api http.Handler) ports.Ports {
	return ports.Ports{
		Ready:     a.ready,
		Clock:     operatorClock{a.clock, a.hub},
		Faults:    operatorFaults{a.faults, a.hub},
		Calls:     a.journal,
		Accounts:  operatorAccounts{a},
		Merchants: operatorMerchants{a},
		Quotas:    operatorQuotas{a},
		Sender:    &sender{app: a, api: api},
		Feed:      operatorFeed{a.journal, a.hub},
		State:     operatorState{a},
		Metrics:   a.metrics,
		Platforms: platforms{a.store, a.platforms, a.clock, a.events},
		Pushes:    a.events,
	}
}

// operatorClock is the clock, whose moves are told to whoever looks.
type operatorClock struct {
	clock  *clock.Clock
	events *hub
}

func (c operatorClock) Read() ports.ClockState { return ports.ClockState(c.clock.Read()) }

func (c operatorClock) Set(ctx context.Context, t time.Time) error {
	defer c.events.tell(ports.Event{Kind: ports.EventClock})
	return c.clock.Set(ctx, t)
}

func (c operatorClock) Advance(ctx context.Context, d time.Duration) error {
	defer c.events.tell(ports.Event{Kind: ports.EventClock})
	return c.clock.Advance(ctx, d)
}

func (c operatorClock) Scale(ctx context.Context, factor float64) error {
	defer c.events.tell(ports.Event{Kind: ports.EventClock})
	return c.clock.Scale(ctx, factor)
}

func (c operatorClock) Reset(ctx context.Context) error {
	defer c.events.tell(ports.Event{Kind: ports.EventClock})
	return c.clock.Reset(ctx)
}

// operatorFaults are the faults, whose changes are told to whoever looks.
type operatorFaults struct {
	*fault.Faults
	events *hub
}

func (f operatorFaults) Change(ctx context.Context, fault store.Fault, version string) (store.Fault, error) {
	defer f.events.tell(ports.Event{Kind: ports.EventFaults})
	return f.Faults.Change(ctx, fault, version)
}

func (f operatorFaults) Drop(ctx context.Context, id string) error {
	defer f.events.tell(ports.Event{Kind: ports.EventFaults})
	return f.Faults.Drop(ctx, id)
}

func (f operatorFaults) DropAll(ctx context.Context) error {
	defer f.events.tell(ports.Event{Kind: ports.EventFaults})
	return f.Faults.DropAll(ctx)
}
