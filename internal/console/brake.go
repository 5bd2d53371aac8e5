package console

import (
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/origin"
)

// How many wrong tokens are compared: this many at once and then one in each
// span, of one address and of all.
const (
	ownBurst = 10
	ownSpan  = 6 * time.Second
	allBurst = 100
	allSpan  = time.Second
	// maxAddresses is how many addresses are kept apart; others share a bucket.
	maxAddresses = 1024
	// logBurst and logSpan bound the lines in the log.
	logBurst = 5
	logSpan  = 10 * time.Second
)

// bucket holds tries, which come back with time.
type bucket struct {
	left float64
	at   time.Time
}

// fill lets a bucket have what has come back since.
func (b *bucket) fill(now time.Time, burst float64, span time.Duration) {
	if b.at.IsZero() {
		b.left = burst
	} else if passed := now.Sub(b.at); passed > 0 {
		b.left = min(burst, b.left+float64(passed)/float64(span))
	}
	b.at = now
}

// wait is how long it takes until there is a try.
func (b *bucket) wait(span time.Duration) time.Duration {
	return max(0, time.Duration((1-b.left)*float64(span)))
}

// client is an address from which a secret was tried.
type client struct {
	bucket
	// proven says that the right secret came from it once.
	proven bool
}

// brake slows guessing down. It is the one place where a token or a code
// is compared.
//
// Past its limits an address is refused without a look at what it sends, the
// right token included: else nothing would be slowed down. Two are never locked
// out by what others send. Who has given the right token before is held to its
// own limit alone. And requests of this machine that no forwarder has passed on
// are always looked at, for all of its users share one address: against them
// stands the length of the token, and that each wrong one is logged.
type brake struct {
	now func() time.Time
	log *slog.Logger

	mu      sync.Mutex
	all     bucket
	clients map[netip.Prefix]*client
	others  client
	logged  bucket
	// unlogged is how many wrong ones have no line of their own.
	unlogged int
}

func newBrake(now func() time.Time, log *slog.Logger) *brake {
	return &brake{now: now, log: log, clients: make(map[netip.Prefix]*client)}
}

// try asks whether a secret is right. If it is not, wait says whether there were
// too many, and how long to wait.
func (b *brake) try(r *http.Request, what string, isRight func() bool) (wait time.Duration, right bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	address, local := whence(r)
	from := b.client(address, now)
	b.all.fill(now, allBurst, allSpan)
	wait = from.wait(ownSpan)
	if !from.proven {
		wait = max(wait, b.all.wait(allSpan))
	}
	if wait > 0 && !local {
		b.warn(r, what, now)
		return wait, false
	}
	if isRight() {
		from.proven = true
		return 0, true
	}
	from.left, b.all.left = max(0, from.left-1), max(0, b.all.left-1)
	b.warn(r, what, now)
	return wait, false
}

// client is that of an address. If there are too many, those go that have done
// nothing lately; beyond that, new ones share one.
func (b *brake) client(address netip.Prefix, now time.Time) *client {
	from, known := b.clients[address]
	if !known && len(b.clients) >= maxAddresses {
		for other, c := range b.clients {
			if c.fill(now, ownBurst, ownSpan); c.left == ownBurst && !c.proven {
				delete(b.clients, other)
			}
		}
	}
	switch {
	case known:
	case len(b.clients) < maxAddresses:
		from = new(client)
		b.clients[address] = from
	default:
		from = &b.others
		from.proven = false
	}
	from.fill(now, ownBurst, ownSpan)
	return from
}

// warn says in the log that a wrong secret came, without it.
func (b *brake) warn(r *http.Request, what string, now time.Time) {
	if b.logged.fill(now, logBurst, logSpan); b.logged.left < 1 {
		b.unlogged++
		return
	}
	b.logged.left--
	b.log.Warn("console: a wrong secret", "kind", what, "from", r.RemoteAddr, "forwarded", origin.Forwarded(r) != "", "more_since_the_last_line", b.unlogged)
	b.unlogged = 0
}

// whence is the address of a request, as far as it tells one sender from
// another: of IPv6 everybody has a whole /64. local says that it comes from this
// machine and no forwarder has passed it on.
func whence(r *http.Request) (address netip.Prefix, local bool) {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}, false
	}
	ip := ap.Addr().Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	address, _ = ip.Prefix(bits) // it has this many
	return address, ip.IsLoopback() && origin.Forwarded(r) == ""
}
