package event

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

const (
	// workers is how many targets are pushed to at the same time.
	workers = 64
	// leaseTime is how long a target is held. It is more than an attempt takes;
	// what a service held that was killed is pushed again after it.
	leaseTime = 10 * time.Second
	// pollEvery is how often events are looked for that other services queued,
	// or held when they were killed.
	pollEvery = time.Second
	// graceTime is how long attempts may go on when the service stops.
	graceTime = time.Second
	// writeTime bounds a write of the store.
	writeTime = 5 * time.Second
)

// Receiver is where a target's events go.
type Receiver struct {
	// URL is the address; "" is none.
	URL string
	// AppID is the one that encryption ends with, Token and Key sign and
	// encrypt: Key is the present EncodingAESKey.
	AppID, Token, Key string
}

// Receivers knows where events go.
type Receivers interface {
	// Receiver returns that of a target, or store.ErrNotFound.
	Receiver(ctx context.Context, target string) (Receiver, error)
}

// Dialer connects to receivers, where that is allowed.
type Dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Config is what a Deliverer is made of.
type Config struct {
	Store     store.Pushes
	Receivers Receivers
	Dialer    Dialer
	// Recorder keeps the attempts; nil keeps none.
	Recorder Recorder
	Log      *slog.Logger
}

// Deliverer pushes events. All its times are real ones: the receiver does not
// know the service's clock.
type Deliverer struct {
	config Config
	client *http.Client
	// by is whom targets are leased to.
	by    string
	wake  chan struct{}
	ended chan outcome
	count counters
}

// outcome is how an attempt ended.
type outcome struct {
	push store.Push
	// next is when its target is due again; zero for at once.
	next time.Time
}

// New returns a Deliverer that does nothing before Run.
func New(c Config) (*Deliverer, error) {
	if c.Store == nil || c.Receivers == nil || c.Dialer == nil || c.Log == nil {
		return nil, errors.New("event: the configuration is incomplete")
	}
	return &Deliverer{config: c, client: newClient(c.Dialer), by: rand.Text(), wake: make(chan struct{}, 1), ended: make(chan outcome)}, nil
}

// Wake says that an event was queued. Without it, it is found within
// pollEvery.
func (d *Deliverer) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Run delivers until ctx ends. Then attempts have graceTime to end, and what is
// still held is given back; it is called once.
func (d *Deliverer) Run(ctx context.Context) error {
	defer d.client.CloseIdleConnections()
	attempts, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	l := loop{d: d, attempts: attempts, busy: make(map[string]bool), early: make(map[string]store.Push)}
	l.run(ctx)

	grace := time.AfterFunc(graceTime, cancel)
	defer grace.Stop()
	for len(l.busy) > 0 {
		delete(l.busy, (<-d.ended).push.Target)
	}
	writing, stop := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer stop()
	if err := d.config.Store.FreePushes(writing, d.by); err != nil {
		d.config.Log.Warn("held events were not given back; they are pushed after the lease", "lease", leaseTime, "error", err)
	}
	return nil
}
