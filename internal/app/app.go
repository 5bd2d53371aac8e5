package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/console"
	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/meter"
	"github.com/wxastore/wxastore/internal/network"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobdir"
	"github.com/wxastore/wxastore/weixin"
)

// App is a service that has been opened.
type App struct {
	config   Config
	log      *slog.Logger
	clock    edge.Clock
	store    store.Store
	blobs    store.Blobs
	accounts *account.Room
	media    *media.Room
	quotas   *meter.Quotas
	api      *listener
	console  *listener
	stopping atomic.Bool
	// Seeded is what the seed file did.
	Seeded seed.Result
}

// Open opens the state, seeds it and takes the addresses. Nothing is answered
// before Run. Whoever opens an App closes it.
func Open(ctx context.Context, config Config) (*App, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	if config.Clock == nil {
		config.Clock = func() time.Time { return time.Now().UTC() }
	}
	a := &App{config: config, log: config.Log, clock: config.Clock}
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) open(ctx context.Context) (err error) {
	opened, err := a.config.OpenStore(ctx, a.config.Data, a.log)
	if err != nil {
		return err
	}
	a.store = opened
	if a.blobs, err = blobdir.Open(filepath.Join(a.config.Data, "media")); err != nil {
		return err
	}
	api, err := a.wire()
	if err != nil {
		return err
	}
	if err := a.seed(ctx); err != nil {
		return err
	}
	if a.api, err = listen(ctx, "listen", a.config.Listen, api, a.log); err != nil {
		return err
	}
	a.console, err = listen(ctx, "console", a.config.Console, console.Handler(a.ready), a.log)
	return err
}

// wire makes the rooms and gives each what it asks of another.
func (a *App) wire() (http.Handler, error) {
	a.accounts = &account.Room{Store: a.store}
	a.media = &media.Room{Store: a.store, Blobs: a.blobs}
	a.quotas = meter.NewQuotas(a.store, a.accounts)
	merchants := &merchant.Room{Store: a.store, Pictures: a.media}
	addresses := &network.Room{URLs: a.accounts}
	var routes []edge.Route
	routes = append(routes, a.accounts.Routes()...)
	routes = append(routes, a.quotas.Routes()...)
	routes = append(routes, addresses.Routes()...)
	routes = append(routes, edge.Serve(weixin.GetRIDInfo, quiet{}.rid))
	routes = append(routes, a.media.Routes()...)
	routes = append(routes, merchants.Routes()...)
	return edge.NewAPI(edge.Config{
		Callers: a.accounts, Quotas: a.quotas, Faults: quiet{}, Recorder: quiet{},
		Clock: a.clock, Log: a.log, Routes: routes, Videos: a.media.Videos(a.clock),
	})
}

func (a *App) seed(ctx context.Context) error {
	loader := seed.Loader{Store: a.store, Blobs: a.blobs, Now: a.clock(), Progress: a.config.SeedProgress}
	if a.config.Demo {
		if err := loader.Demo(ctx); err != nil {
			return err
		}
	}
	if a.config.Seed == "" {
		return nil
	}
	var err error
	a.Seeded, err = loader.File(ctx, a.config.Seed)
	return err
}

// ready says whether the service takes calls.
func (a *App) ready(ctx context.Context) error {
	if a.stopping.Load() {
		return errors.New("stopping")
	}
	return a.store.Ping(ctx)
}

// APIURL and ConsoleURL are where the listeners are reached.
func (a *App) APIURL() string { return a.api.url() }

// ConsoleURL is where the operator's listener is reached.
func (a *App) ConsoleURL() string { return a.console.url() }

// DemoToken returns a live token of the demo's account. It is the stable one,
// so that asking for it kills nobody's.
func (a *App) DemoToken(ctx context.Context) (string, error) {
	token, err := a.accounts.StableToken(ctx, seed.DemoAppID, seed.DemoSecret, false, a.clock())
	return token.AccessToken, err
}

// Close closes what Open opened. It may be called more than once.
func (a *App) Close() error {
	var errs []error
	for _, l := range []*listener{a.api, a.console} {
		if l != nil {
			errs = append(errs, l.close())
		}
	}
	if a.store != nil {
		if err := a.store.Close(); err != nil {
			errs = append(errs, fmt.Errorf("close store: %w", err))
		}
		a.store = nil
	}
	return errors.Join(errs...)
}
