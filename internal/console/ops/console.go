package ops

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/message"
	"github.com/wxastore/wxastore/internal/metrics"
	"github.com/wxastore/wxastore/internal/outbox"
	"github.com/wxastore/wxastore/internal/quota"
	"github.com/wxastore/wxastore/internal/store"
)

// Modules are what the operations act on.
type Modules struct {
	Store      store.Store
	Blobs      store.Blobs
	Clock      *clock.Clock
	Accounts   *account.Module
	Merchants  *merchant.Module
	Components *component.Module
	Messages   *message.Module
	Events     *outbox.Outbox
	Faults     *fault.Faults
	Quotas     *quota.Quotas
	Journal    *journal.Journal
	Metrics    *metrics.Metrics
	State      State
	Feed       *Feed
	// Interfaces answers calls as the API's listener does, whose address is Address.
	Interfaces http.Handler
	Address    net.Addr
	Log        *slog.Logger
}

// Console carries out operations.
type Console struct {
	m   Modules
	run map[string]runner
}

// runner is an operation whose types are known where it was bound.
type runner struct {
	// do is a func(context.Context, In) (Out, error), any does the same to a pointer
	// to an In.
	do  any
	any func(ctx context.Context, in any) (out any, err error)
}

// key is the name of an operation among all.
func key(o api.Operation) string { return o.Method + " " + o.Path }

// New returns the operations on modules.
func New(m Modules) *Console {
	c := &Console{m: m, run: make(map[string]runner)}
	Bind(c, api.ListAccounts, c.listAccounts)
	Bind(c, api.ShowAccount, c.showAccount)
	Bind(c, api.CreateAccount, c.createAccount)
	Bind(c, api.PutAccount, c.putAccount)
	Bind(c, api.RollSecret, c.rollSecret)
	Bind(c, api.ListTokens, c.listTokens)
	Bind(c, api.RevokeToken, c.revokeToken)
	Bind(c, api.ListQuotas, c.listQuotas)
	Bind(c, api.CheckMessages, c.checkMessages)
	Bind(c, api.SendTestEvent, c.sendTestEvent)
	Bind(c, api.ListMerchants, c.listMerchants)
	Bind(c, api.ShowMerchant, c.showMerchant)
	Bind(c, api.ListChanges, c.listChanges)
	Bind(c, api.RevertMerchant, c.revertMerchant)
	Bind(c, api.ShowPicture, c.showPicture)
	Bind(c, api.ListCalls, c.listCalls)
	Bind(c, api.ShowCall, c.showCall)
	Bind(c, api.Send, c.send)
	Bind(c, api.ShowClock, c.showClock)
	Bind(c, api.MoveClock, c.moveClock)
	Bind(c, api.ListFaults, c.listFaults)
	Bind(c, api.PutFault, c.putFault)
	Bind(c, api.DropFault, c.dropFault)
	Bind(c, api.ClearFaults, c.clearFaults)
	Bind(c, api.Reset, c.reset)
	Bind(c, api.ApplySeed, c.applySeed)
	Bind(c, api.TakeSnapshot, c.takeSnapshot)
	Bind(c, api.Restore, c.restore)
	Bind(c, api.ListComponents, c.listComponents)
	Bind(c, api.ShowComponent, c.showComponent)
	Bind(c, api.PushTicket, c.pushTicket)
	Bind(c, api.ListAuthorizations, c.listAuthorizations)
	Bind(c, api.Authorize, c.authorize)
	Bind(c, api.Withdraw, c.withdraw)
	Bind(c, api.ListPushes, c.listPushes)
	Bind(c, api.ResendPush, c.resendPush)
	Bind(c, api.DropPush, c.dropPush)
	Bind(c, api.ListInterfaces, c.listInterfaces)
	Bind(c, api.ShowInterface, c.showInterface)
	Bind(c, api.ShowMetrics, c.showMetrics)
	return c
}

// Bind says what carries out an operation.
func Bind[In, Out any](c *Console, o api.Op[In, Out], do func(context.Context, In) (Out, error)) {
	told := func(ctx context.Context, in In) (Out, error) {
		out, err := do(ctx, in)
		if o.Changes != "" { // also where it failed, for a part may be done
			c.m.Feed.Tell(api.Event{Kind: o.Changes})
		}
		return out, err
	}
	c.run[key(o.Operation)] = runner{told, func(ctx context.Context, in any) (any, error) {
		out, err := told(ctx, *in.(*In))
		return out, err
	}}
}

// Do carries out an operation.
func Do[In, Out any](ctx context.Context, c *Console, o api.Op[In, Out], in In) (Out, error) {
	if do, ok := c.run[key(o.Operation)].do.(func(context.Context, In) (Out, error)); ok {
		return do(ctx, in)
	}
	var none Out
	return none, unbound(o.Operation)
}

// Run carries out an operation with a pointer to its input, as NewInput makes it.
func (c *Console) Run(ctx context.Context, o api.Operation, in any) (out any, err error) {
	if run := c.run[key(o)].any; run != nil {
		return run(ctx, in)
	}
	return nil, unbound(o)
}

func unbound(o api.Operation) error { return fmt.Errorf("nothing carries out %s", key(o)) }

// Subscribe returns what happens from now on, as Feed.Subscribe does.
func (c *Console) Subscribe(ctx context.Context) <-chan api.Event { return c.m.Feed.Subscribe(ctx) }

// WritePrometheus writes all metrics in Prometheus' text format.
func (c *Console) WritePrometheus(w io.Writer) error { return c.m.Metrics.WritePrometheus(w) }
