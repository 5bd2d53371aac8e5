package app

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/internal/console"
	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/geo"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/message"
	"github.com/wxastore/wxastore/internal/metrics"
	"github.com/wxastore/wxastore/internal/outbox"
	"github.com/wxastore/wxastore/internal/quota"
	"github.com/wxastore/wxastore/internal/review"
	"github.com/wxastore/wxastore/internal/running"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/shop"
	"github.com/wxastore/wxastore/internal/state"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobdir"
)

// App is a service that has been opened.
type App struct {
	config     Config
	log        *slog.Logger
	store      store.Store
	calls      journal.Store
	blobs      store.Blobs
	clock      *clock.Clock
	accounts   *account.Module
	media      *media.Module
	components *component.Module
	events     *outbox.Outbox
	merchants  *merchant.Module
	reviews    *review.Module
	shops      *shop.Module
	geo        *geo.Module
	messages   *message.Module
	search     *search.Index // nil where there is none
	feed       *ops.Feed
	ops        *ops.Console
	metrics    *metrics.Metrics
	upkeep     *semaphore.Weighted // see state.State
	quotas     *quota.Quotas
	faults     *fault.Faults
	journal    *journal.Journal
	api        *listener
	console    *listener
	caught     *interception
	codes      *console.Codes
	announced  bool
	stopping   atomic.Bool
	// drainUploads waits for the uploads under way to end.
	drainUploads func(context.Context) error
	// Seeded is what the seed file did.
	Seeded seed.Result
}

// Open opens the state, seeds it and takes the addresses. Nothing is answered
// before Run. The caller that opens an App closes it.
func Open(ctx context.Context, config Config) (*App, error) {
	if err := config.complete(); err != nil {
		return nil, err
	}
	if err := running.OpenFolder(config.Data, config.Log); err != nil {
		return nil, err
	}
	a := &App{config: config, log: config.Log, feed: new(ops.Feed), codes: console.NewCodes(), upkeep: semaphore.NewWeighted(1)}
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) open(ctx context.Context) error {
	if err := a.openState(ctx); err != nil {
		return err
	}
	if err := a.openModules(ctx); err != nil {
		return err
	}
	if err := a.seed(ctx); err != nil {
		return err
	}
	if err := a.listen(ctx); err != nil {
		return err
	}
	return a.announce()
}

// openState opens what is kept.
func (a *App) openState(ctx context.Context) error {
	opened, err := a.config.OpenStore(ctx, a.config.Data, a.log)
	if err != nil {
		return err
	}
	a.store = opened // which locks the folder
	if err := state.SweepTemporary(a.config.Data); err != nil {
		return err
	}
	calls, err := a.config.OpenJournal(ctx, a.config.Data, a.log)
	if err != nil {
		return err
	}
	a.calls = calls
	a.blobs, err = a.config.OpenBlobs(ctx, a.config.Data)
	return err
}

// openFolder is where pictures lie unless the configuration says otherwise.
func openFolder(_ context.Context, data string) (store.Blobs, error) {
	opened, err := blobdir.Open(filepath.Join(data, "media"))
	if err != nil {
		return nil, err // and not an interface that holds a nil pointer
	}
	return opened, nil
}

// Loader applies seeds to the service.
func (a *App) Loader() seed.Loader {
	return seed.Loader{Store: a.store, Blobs: a.blobs, Faults: a.faults, Now: a.clock.Now(), Random: a.config.Random, Progress: a.config.SeedProgress}
}

func (a *App) seed(ctx context.Context) error {
	loader := a.Loader()
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
		return said.Errorf("stopping")
	}
	return a.store.Ping(ctx)
}

// APIURL and ConsoleURL are where the listeners are reached.
func (a *App) APIURL() string { return a.api.url() }

// ConsoleURL is where the operator's listener is reached.
func (a *App) ConsoleURL() string { return a.console.url() }

// ConsoleLink is an address that signs one browser in at the console, and for
// how long it does; "" where the console asks for nothing.
func (a *App) ConsoleLink() (link string, valid time.Duration) {
	if a.config.ConsoleOpen {
		return "", 0
	}
	return running.Reachable(a.ConsoleURL()) + a.codes.NewPath(), console.CodeTime
}

// Empty reports whether there is no account yet.
func (a *App) Empty(ctx context.Context) (bool, error) {
	accounts, _, err := a.store.Accounts(ctx, store.AccountFilter{}, 1)
	return len(accounts) == 0, err
}

// DemoToken returns a live token of the demo's account. It is the stable one,
// so that asking for it supersedes no other.
func (a *App) DemoToken(ctx context.Context) (string, error) {
	token, err := a.accounts.StableToken(ctx, seed.DemoAppID, seed.DemoSecret, false, a.clock.Now())
	return token.AccessToken, err
}

// announce says in the data folder where the service is.
func (a *App) announce() error {
	if a.config.Data == "" {
		return nil
	}
	s := running.Service{API: running.Reachable(a.APIURL()), Console: running.Reachable(a.ConsoleURL())}
	if a.config.tokenMade {
		s.ConsoleToken = a.config.ConsoleToken
	}
	if a.CAFile() != "" {
		s.CA, s.Hosts = &a.caught.files, a.config.Hosts
		s.TLS, s.Proxy = running.Reachable(a.TLSURL()), running.Reachable(a.ProxyURL())
	}
	err := running.Write(a.config.Data, s)
	a.announced = err == nil
	return err
}

// Close closes what Open opened. It may be called more than once.
func (a *App) Close() error {
	var errs []error
	if a.caught != nil {
		errs = append(errs, a.caught.close())
	}
	if a.announced { // a file that is there otherwise is another service's
		a.announced = false
		errs = append(errs, running.Remove(a.config.Data))
	}
	for _, l := range []*listener{a.api, a.console} {
		if l != nil {
			errs = append(errs, l.close())
		}
	}
	errs = append(errs, a.endUploads())
	a.feed.Close()
	if a.journal != nil {
		a.journal.Close()
	}
	if a.calls != nil {
		if err := a.calls.Close(); err != nil {
			errs = append(errs, said.Errorf("close journal: %w", err))
		}
	}
	if a.search != nil {
		if err := a.search.Close(); err != nil {
			errs = append(errs, said.Errorf("close search index: %w", err))
		}
	}
	if a.store != nil {
		errs = append(errs, a.closeStore())
	}
	return errors.Join(errs...)
}

// closeTime bounds what is still to be written at the end.
const closeTime = 5 * time.Second

// endUploads waits until uploads that were cut off have removed what had arrived
// of them.
func (a *App) endUploads() error {
	if a.drainUploads == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	drain := a.drainUploads
	a.drainUploads = nil
	return drain(ctx)
}

func (a *App) closeStore() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	var errs []error
	if a.quotas != nil {
		errs = append(errs, a.quotas.Return(ctx))
	}
	if err := a.store.Close(); err != nil {
		errs = append(errs, said.Errorf("close store: %w", err))
	}
	return errors.Join(errs...)
}
