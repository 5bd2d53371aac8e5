package app

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"time"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/internal/console"
	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/egress"
	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/geo"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/message"
	"github.com/wxastore/wxastore/internal/network"
	"github.com/wxastore/wxastore/internal/outbox"
	"github.com/wxastore/wxastore/internal/quota"
	"github.com/wxastore/wxastore/internal/review"
	"github.com/wxastore/wxastore/internal/ridinfo"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/shop"
	"github.com/wxastore/wxastore/internal/state"
	"github.com/wxastore/wxastore/internal/store"
)

// openModules makes the modules.
func (a *App) openModules(ctx context.Context) (err error) {
	a.clock, err = clock.New(ctx, clock.Config{
		Settings: a.store, Real: a.config.Clock, Log: a.log,
		Settle: []func(context.Context, time.Time) error{a.settle},
	})
	if err != nil {
		return err
	}
	if a.faults, err = fault.New(ctx, a.store, a.chance(), a.log); err != nil {
		return err
	}
	a.journal = journal.New(a.calls, a.secretsAmong, journal.Limits{Calls: a.config.JournalCalls, Bytes: a.config.JournalBytes}, a.log)
	a.journal.Observe(a.feed.Calls)
	a.accounts = &account.Module{Store: a.store, Random: a.config.Random, AddMerchant: merchant.Add}
	a.components = &component.Module{Store: a.store, Secrets: a.accounts, Tokens: a.accounts, Random: a.config.Random}
	a.accounts.Grants = a.components
	a.messages = &message.Module{Store: a.store}
	events := outbox.Config{Store: a.store, Receivers: receivers{a.store, a.messages}, Dialer: a.outward(), Clock: a.clock.Now, Log: a.log}
	if !a.config.JournalOff {
		events.Recorder = a.journal
	}
	a.events, err = outbox.New(events)
	if err != nil {
		return err
	}
	a.media = &media.Module{
		Store: a.store, Blobs: a.blobs, Random: a.config.Random, PictureURL: a.config.PictureURL, Intercepted: a.intercepts,
	}
	categories, err := a.categories()
	if err != nil {
		return err
	}
	a.merchants = &merchant.Module{Store: a.store, Pictures: a.media, Notifier: a.messages, Categories: categories}
	districts, err := a.districts()
	if err != nil {
		return err
	}
	a.geo = &geo.Module{Districts: districts, Store: a.store, Notifier: a.messages, Random: a.config.Random, AsSeen: a.config.EventsAsSeen}
	a.shops = &shop.Module{
		Store: a.store, Places: places{a.store}, Papers: a.media, Messages: a.messages, AsSeen: a.config.EventsAsSeen,
	}
	a.reviews = review.New(review.Config{
		Store: a.store, Manual: a.config.ReviewManual, Delay: a.config.ReviewDelay, Clock: a.clock.Now, Log: a.log,
	}, map[store.ReviewKind]review.Outcome{
		store.ReviewApplication: a.merchants, store.ReviewPlace: a.geo, store.ReviewStore: a.shops, store.ReviewPictures: a.shops,
	})
	a.merchants.Reviews, a.geo.Reviews, a.shops.Reviews = a.reviews, a.reviews, a.reviews
	if a.config.OpenSearch != nil {
		a.search = search.New(a.store, func(ctx context.Context) (search.Store, error) {
			return a.config.OpenSearch(ctx, a.config.Data, a.log)
		}, a.log)
	}
	a.store.Observe(a.changed)
	a.metrics = a.measure()
	a.quotas = quota.New(a.store, a.accounts, a.components)
	return nil
}

// categories are those of the file, if there is one.
func (a *App) categories() (*merchant.Tree, error) {
	if a.config.Categories == "" {
		return merchant.Categories()
	}
	answer, err := os.ReadFile(a.config.Categories)
	if err != nil {
		return nil, said.Errorf("--categories: %w", err)
	}
	return merchant.ParseCategories(answer)
}

// changed is told what writes have changed.
func (a *App) changed(changes []store.Changed) {
	a.feed.Changes(changes)
	if a.search != nil {
		a.search.Changed(changes)
	}
	for _, c := range changes {
		switch c.Topic {
		case store.TopicDeliveries:
			a.events.Wake()
		case store.TopicReviews:
			a.reviews.Wake()
		default: // nobody waits for the others
		}
	}
}

// districts reads the table of districts.
func (a *App) districts() (*geo.Districts, error) {
	if a.config.Districts == "" {
		return geo.Standard()
	}
	text, err := os.ReadFile(a.config.Districts)
	if err != nil {
		return nil, said.Errorf("--districts: %w", err)
	}
	districts, err := geo.ParseDistricts(text)
	if err != nil {
		return nil, said.Errorf("--districts %s: %w", a.config.Districts, err)
	}
	return districts, nil
}

// outward dials to where messages and events are pushed.
func (a *App) outward() egress.Dialer {
	return egress.Dialer{AllowPrivate: *a.config.AllowPrivateCallbacks}
}

// chance is what decides which calls a fault hits.
func (a *App) chance() rand.Source {
	if a.config.Random == nil {
		return rand.NewPCG(rand.Uint64(), rand.Uint64())
	}
	var seed [32]byte
	a.config.Random(seed[:])
	return rand.NewChaCha8(seed)
}

// listen joins the modules' routes and takes the addresses.
func (a *App) listen(ctx context.Context) error {
	api, err := a.apiHandler()
	if err != nil {
		return err
	}
	api = a.closing(api)
	outside := a.withoutPages(api)
	if a.api, err = a.listenOn(ctx, "listen", a.config.Listen, outside); err != nil {
		return err
	}
	a.ops = a.operations(api)
	demoAppID, demoSecret := "", ""
	if a.config.Demo {
		demoAppID, demoSecret = seed.DemoAppID, seed.DemoSecret
	}
	operator, err := console.Handler(console.Config{
		Loopback: loopback(a.config.Console), Token: a.config.ConsoleToken, Open: a.config.ConsoleOpen,
		Codes: a.codes, Settings: a.store, Hosts: a.config.ConsoleHosts,
		APIURL: a.APIURL(), Console: a.ops, Ready: a.ready, Log: a.log, DemoAppID: demoAppID, DemoSecret: demoSecret,
	})
	if err != nil {
		return err
	}
	if a.console, err = a.listenOn(ctx, "console", a.config.Console, operator); err != nil {
		return err
	}
	return a.intercept(ctx, outside)
}

// spool takes the files of uploads to where they are kept if they are accepted.
func (a *App) spool(ctx context.Context, r io.Reader) (edge.Spooled, error) {
	staged, err := a.blobs.Stage(ctx, r)
	if err != nil {
		return nil, err
	}
	return staged, nil
}

// apiHandler gives each module what it asks of another.
func (a *App) apiHandler() (http.Handler, error) {
	addresses := &network.Module{URLs: a.messages, Dialer: a.outward()}
	page, err := component.NewPage(a.components, a.clock.Now, a.openPage, a.log)
	if err != nil {
		return nil, err
	}
	config := edge.Config{
		Pages:         make(map[string]http.Handler),
		Observe:       a.observe,
		AcceptChunked: a.config.AcceptChunked,
		Callers:       a.accounts, Quotas: a.quotas, Faults: a.faults, Spool: a.spool,
		Fallback: edge.Undeclared,
		Clock:    a.clock.Now, Random: a.config.Random, Log: a.log, Files: a.media.Files(a.clock.Now),
	}
	for _, path := range component.PagePaths() {
		config.Pages[path] = page
	}
	for _, module := range []interface{ Routes() []edge.Route }{a.accounts, addresses, a.quotas, ridinfo.New(a.journal), a.media, a.merchants, a.shops, a.geo, a.components} {
		config.Routes = append(config.Routes, module.Routes()...)
	}
	if !a.config.JournalOff {
		config.Recorder = a.journal
	}
	api, err := edge.NewAPI(config)
	if err != nil {
		return nil, err
	}
	a.drainUploads = api.Drain
	return api, nil
}

// operations joins the modules to what the console does. api is the handler that the
// console's own calls go to.
func (a *App) operations(api http.Handler) *ops.Console {
	return ops.New(ops.Modules{
		Store: a.store, Blobs: a.blobs, Clock: a.clock, Accounts: a.accounts, Merchants: a.merchants, Reviews: a.reviews,
		Components: a.components, CompleteComponent: seed.CompleteComponent, Messages: a.messages, Media: a.media, Shops: a.shops, Events: a.events, Faults: a.faults, Quotas: a.quotas, Journal: a.journal, Metrics: a.metrics, Search: a.search,
		Parity: a.config.Parity, Fleet: a.config.Fleet,
		Feed: a.feed, Interfaces: api, Address: a.api.Addr(), Log: a.log,
		State: &state.State{
			Store: a.store, Blobs: a.blobs, Journal: a.journal, Clock: a.clock, Faults: a.faults, Quotas: a.quotas,
			Loader: a.Loader, First: a.seed, Upkeep: a.upkeep, Folder: a.config.Data, MaxBytes: a.config.RestoreBytes, Log: a.log,
		},
	})
}
