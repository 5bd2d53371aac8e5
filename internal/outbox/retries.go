package outbox

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// firstPause is the longest pause after a first failure; each further one
// doubles it, up to the longest of the retries.
const firstPause = 200 * time.Millisecond

// retries are how a receiver is retried.
type retries struct {
	// longest is the longest pause.
	longest time.Duration
	// attempts is how often an event is tried in all.
	attempts int
}

// componentRetries are those of a third-party platform. Elsewhere the pauses take
// 33 to 67 minutes in all, about the life of an authorization code. On this
// machine the receiver is being built and started again and again, by a developer
// who waits for what comes next: the pauses are short, and take 30 to 60
// minutes in all.
//
//fidelity:differs retries of an event | three in all, for messages and events of accounts; for those of a platform the pages say nothing | 24 attempts within about an hour: after 0.2 s, then twice as long each time up to 5 min, less up to half at random; to a receiver on the same machine up to 5 s, 720 attempts; then it is given up, kept for 30 days and can be sent again | a platform that is being developed is down for longer than three attempts
func componentRetries(to Receiver) retries {
	if to.onThisMachine() {
		return retries{5 * time.Second, 720}
	}
	return retries{5 * time.Minute, 24}
}

// messageRetries are those of an account's messages: three attempts in all, one
// after the other.
func messageRetries(Receiver) retries { return retries{0, 3} }

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

// pause is the pause after a number of failures: half of it fixed, half taken at
// random, so that receivers that failed together are not tried together. fraction
// is from 0 up to 1.
func (r retries) pause(failures int, fraction float64) time.Duration {
	pause := r.longest
	if shift := failures - 1; shift < 16 {
		pause = min(firstPause<<shift, r.longest)
	}
	return pause/2 + time.Duration(fraction*float64(pause/2))
}
