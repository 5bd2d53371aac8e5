package event

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// firstPause is the longest pause after a first failure; each further one
// doubles it, up to the patience's longest.
const firstPause = 200 * time.Millisecond

// patience is how a receiver is retried.
type patience struct {
	// longest is the longest pause.
	longest time.Duration
	// attempts is how often an event is tried.
	attempts int
}

// patience is the one with a receiver. Elsewhere the pauses take 33 to 67 minutes
// in all, about the life of an authorization code. On this machine somebody is
// building the receiver, starts it again and again, and waits in front of it for
// what comes next: the pauses are short, and take 30 to 60 minutes in all.
func (r Receiver) patience() patience {
	afar, near := patience{5 * time.Minute, 24}, patience{5 * time.Second, 720}
	if r.onThisMachine() {
		return near
	}
	return afar
}

// onThisMachine reports whether a receiver's address says that it is on the
// machine of the service.
func (r Receiver) onThisMachine() bool {
	address, err := url.Parse(r.URL)
	if err != nil {
		return false
	}
	host := strings.TrimSuffix(strings.ToLower(address.Hostname()), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// backOff is the pause after so many failures: half of it fixed, half taken at
// random, so that receivers that failed together are not tried together.
// fraction is from 0 up to 1.
func (p patience) backOff(failures int, fraction float64) time.Duration {
	pause := p.longest
	if shift := failures - 1; shift < 16 {
		pause = min(firstPause<<shift, p.longest)
	}
	return pause/2 + time.Duration(fraction*float64(pause/2))
}
