package event

import (
	"fmt"
	"net/url"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Recorder keeps attempts, whether they delivered their event or not. Record
// must not make the next attempt wait.
type Recorder interface{ Record(Attempt) }

// Attempt is one attempt to deliver an event. It holds tickets and codes:
// whoever keeps it masks them first.
type Attempt struct {
	Target, Kind string
	// Address is the receiver's scheme, host and path, and Query its own query:
	// without the signatures, which let whoever has them push. Both are "" where
	// the event has nowhere to go.
	Address, Query string
	// Request is what was sent: the headers that name the event and the attempt,
	// and the XML before encryption.
	Request string
	// Status is the HTTP status and Answer the body that came back, at most
	// 1 KiB of it; 0 and "" where none came.
	Status int
	Answer string
	// Reason is why the event was not taken; "" if it was.
	Reason string
	// Cost is how long it took, in real time.
	Cost time.Duration
}

// answer is what a receiver answered.
type answer struct {
	status int
	body   []byte
}

// record tells the recorder how an attempt ended.
func (d *Deliverer) record(p store.Push, to Receiver, got answer, failed error, took time.Duration) {
	if d.config.Recorder == nil {
		return
	}
	a := Attempt{
		Target: p.Target, Kind: p.Kind,
		Request: fmt.Sprintf("%s: %s\n%s: %d\n\n%s", idHeader, p.ID, attemptHeader, p.Attempts+1, p.Body),
		Status:  got.status, Answer: string(got.body[:min(len(got.body), maxAnswer)]), Cost: took,
	}
	if u, err := url.Parse(to.URL); err == nil {
		a.Query, u.User, u.RawQuery, u.Fragment = u.RawQuery, nil, "", ""
		a.Address = u.String()
	}
	if failed != nil {
		a.Reason = shorten(failed.Error())
	}
	d.config.Recorder.Record(a)
}
