package outbox

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

const (
	// workers is how many targets are delivered to at the same time.
	workers = 64
	// leaseTime is how long a target is held. It is more than a run takes; what a
	// service held that was killed is delivered again after it.
	leaseTime = 10 * time.Second
	// runTime is how long after the first event of a run the next of it is begun:
	// what a quick receiver has taken is kept in one write, and a slow one is seen to
	// make progress.
	runTime = 100 * time.Millisecond
	// settleWait is how long the end of a run waits for the ends of others, to be
	// kept in one write with them.
	settleWait = 2 * time.Millisecond
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
	// AppID is the one that encryption ends with, Token and Key sign and encrypt:
	// Key is the current EncodingAESKey. Mode is the form of an account's messages.
	AppID, Token, Key string
	Mode              store.MessageMode
}

// Receivers knows where events go.
type Receivers interface {
	// Receiver returns that of a target, or store.ErrNotFound.
	Receiver(ctx context.Context, target store.Target) (Receiver, error)
}

// Dialer connects to receivers, where that is allowed.
type Dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Recorder keeps attempts, whether they delivered their event or not. Record must
// not make the next attempt wait.
type Recorder interface{ Record(journal.Entry) }

// Config is what an Outbox is made of.
type Config struct {
	Store     store.Outbox
	Receivers Receivers
	Dialer    Dialer
	// Recorder keeps the attempts; nil keeps none. Clock is the service's, by
	// which they are kept.
	Recorder Recorder
	Clock    func() time.Time
	Log      *slog.Logger
}

// Outbox delivers events.
type Outbox struct {
	config Config
	client *http.Client
	// by names this Outbox in leases.
	by    string
	wake  chan struct{}
	ended chan store.Settlement
	count counters
}

// New returns an Outbox that does nothing before Run.
func New(c Config) (*Outbox, error) {
	if c.Store == nil || c.Receivers == nil || c.Dialer == nil || c.Clock == nil || c.Log == nil {
		return nil, said.Errorf("outbox: the configuration is incomplete")
	}
	return &Outbox{
		config: c, client: newClient(c.Dialer), by: rand.Text(),
		wake: make(chan struct{}, 1), ended: make(chan store.Settlement, workers),
	}, nil
}

// Wake says that an event was queued. Without it, it is found within
// pollEvery.
func (o *Outbox) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// Run delivers until ctx ends. Then attempts have graceTime to end, and what is
// still held is given back; it is called once.
func (o *Outbox) Run(ctx context.Context) error {
	defer o.client.CloseIdleConnections()
	attempts, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	l := loop{o: o, attempts: attempts, busy: make(map[store.Target]bool)}
	l.run(ctx)

	grace := time.AfterFunc(graceTime, cancel)
	defer grace.Stop()
	for len(l.busy) > 0 {
		l.settle(ctx, <-o.ended)
	}
	return nil
}
