package ops

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/message"
	"github.com/wxastore/wxastore/internal/metrics"
	"github.com/wxastore/wxastore/internal/outbox"
	"github.com/wxastore/wxastore/internal/quota"
	"github.com/wxastore/wxastore/internal/review"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/shop"
	"github.com/wxastore/wxastore/internal/store"
)

// Modules are what the operations act on.
type Modules struct {
	Store      store.Store
	Blobs      store.Blobs
	Clock      *clock.Clock
	Accounts   *account.Module
	Merchants  *merchant.Module
	Reviews    *review.Module
	Components *component.Module
	// CompleteComponent is a platform that an operator declares as it is kept, or what
	// is wrong with it.
	CompleteComponent func(store.Component) (store.Component, error)
	Messages          *message.Module
	Media             *media.Module
	Shops             *shop.Module
	Events            *outbox.Outbox
	Faults            *fault.Faults
	Quotas            *quota.Quotas
	Journal           *journal.Journal
	Metrics           *metrics.Metrics
	// Search finds accounts and store Mini Programs; nil where there is no index.
	Search *search.Index
	// Parity are saved comparisons with the real Weixin; nil for none.
	Parity ParityRuns
	// Fleet is what wxastore fleet has done and would do; nil where nothing says.
	Fleet Fleet
	State State
	Feed  *Feed
	// Interfaces answers calls as the API's listener does, whose address is Address.
	Interfaces http.Handler
	Address    net.Addr
	Log        *slog.Logger
}

// Console carries out operations.
type Console struct {
	m Modules
	// operations are those that are bound, in their order.
	operations []api.Operation
	run        map[string]runner
	// lastAudit is the time in the last id of the audit log, in nanoseconds.
	lastAudit *atomic.Int64
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
	c := &Console{m: m, run: make(map[string]runner), lastAudit: new(atomic.Int64)}
	bind(c, api.ListAccounts, c.listAccounts)
	bind(c, api.ShowAccount, c.showAccount)
	bind(c, api.CreateAccount, c.createAccount)
	bind(c, api.PutAccount, c.putAccount)
	bind(c, api.DropAccount, c.dropAccount)
	bind(c, api.RollSecret, c.rollSecret)
	bind(c, api.MakeToken, c.makeToken)
	bind(c, api.ListTokens, c.listTokens)
	bind(c, api.RevokeToken, c.revokeToken)
	bind(c, api.ListQuotas, c.listQuotas)
	bind(c, api.CheckMessages, c.checkMessages)
	bind(c, api.SendTestEvent, c.sendTestEvent)
	bind(c, api.ListMerchants, c.listMerchants)
	bind(c, api.ShowMerchant, c.showMerchant)
	bind(c, api.PutMerchant, c.putMerchant)
	bind(c, api.DropMerchant, c.dropMerchant)
	bind(c, api.ShowApplication, c.showApplication)
	bind(c, api.SetApplication, c.setApplication)
	bind(c, api.ListChanges, c.listChanges)
	bind(c, api.RevertMerchant, c.revertMerchant)
	bind(c, api.ShowPicture, c.showPicture)
	bind(c, api.ListReviews, c.listReviews)
	bind(c, api.ShowReview, c.showReview)
	bind(c, api.DecideReview, c.decideReview)
	bind(c, api.DecideReviews, c.decideReviews)
	bind(c, api.ListStores, c.listStores)
	bind(c, api.ShowStore, c.showStore)
	bind(c, api.AddStore, c.addStore)
	bind(c, api.PutStore, c.putStore)
	bind(c, api.DropStore, c.dropStore)
	bind(c, api.ListCards, c.listCards)
	bind(c, api.ShowCard, c.showCard)
	bind(c, api.AddCard, c.addCard)
	bind(c, api.PutCard, c.putCard)
	bind(c, api.DropCard, c.dropCard)
	bind(c, api.ListPlaces, c.listPlaces)
	bind(c, api.ShowPlace, c.showPlace)
	bind(c, api.PutPlace, c.putPlace)
	bind(c, api.DropPlace, c.dropPlace)
	bind(c, api.ListCalls, c.listCalls)
	bind(c, api.Search, c.searchAll)
	bind(c, api.CountCalls, c.countCalls)
	bind(c, api.ExportCalls, c.exportCalls)
	bind(c, api.ShowCall, c.showCall)
	bind(c, api.Send, c.send)
	bind(c, api.ShowClock, c.showClock)
	bind(c, api.MoveClock, c.moveClock)
	bind(c, api.ListFaults, c.listFaults)
	bind(c, api.PutFault, c.putFault)
	bind(c, api.DropFault, c.dropFault)
	bind(c, api.ClearFaults, c.clearFaults)
	bind(c, api.Reset, c.reset)
	bind(c, api.ApplySeed, c.applySeed)
	bind(c, api.TakeSnapshot, c.takeSnapshot)
	bind(c, api.Restore, c.restore)
	bind(c, api.ShowUndo, c.showUndo)
	bind(c, api.Undo, c.undo)
	bind(c, api.ListComponents, c.listComponents)
	bind(c, api.ShowComponent, c.showComponent)
	bind(c, api.CreateComponent, c.createComponent)
	bind(c, api.PutComponent, c.putComponent)
	bind(c, api.DropComponent, c.dropComponent)
	bind(c, api.PushTicket, c.pushTicket)
	bind(c, api.ListAuthorizations, c.listAuthorizations)
	bind(c, api.Authorize, c.authorize)
	bind(c, api.ListGrants, c.listGrants)
	bind(c, api.Withdraw, c.withdraw)
	bind(c, api.ListPushes, c.listPushes)
	bind(c, api.ShowPush, c.showPush)
	bind(c, api.ResendPush, c.resendPush)
	bind(c, api.DropPush, c.dropPush)
	bind(c, api.ListInterfaces, c.listInterfaces)
	bind(c, api.ShowInterface, c.showInterface)
	bind(c, api.ShowMetrics, c.showMetrics)
	bind(c, api.ClearCalls, c.clearCalls)
	bind(c, api.ListParityRuns, c.listParityRuns)
	bind(c, api.ShowParityRun, c.showParityRun)
	bind(c, api.ReportParityRun, c.reportParityRun)
	bind(c, api.ListFleetRuns, c.listFleetRuns)
	bind(c, api.ShowFleetRun, c.showFleetRun)
	bind(c, api.ListFleetItems, c.listFleetItems)
	bind(c, api.ShowFleetItem, c.showFleetItem)
	bind(c, api.ListFleetPlans, c.listFleetPlans)
	bind(c, api.ShowFleetPlan, c.showFleetPlan)
	bind(c, api.ShowFleetPicture, c.showFleetPicture)
	bind(c, api.ListAudit, c.listAudit)
	return c
}

// Operations are all operations that are carried out here.
func (c *Console) Operations() []api.Operation { return c.operations }

// bind says what carries out an operation. What is bound is what there is: the routes
// and the OpenAPI document are made of it.
func bind[In, Out any](c *Console, o api.Op[In, Out], do func(context.Context, In) (Out, error)) {
	told := func(ctx context.Context, in In) (Out, error) {
		end, err := c.audit(ctx, o.Operation, in)
		if err != nil {
			var none Out
			return none, err
		}
		out, err := do(ctx, in)
		end(out, err)
		if o.Changes != "" { // also where it failed, for a part may be done
			c.m.Feed.Tell(api.Event{Kind: o.Changes})
		}
		return out, err
	}
	c.operations = append(c.operations, o.Operation)
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
