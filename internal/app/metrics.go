package app

import (
	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/metrics"
	"github.com/wxastore/wxastore/internal/store"
)

// measure makes the metrics, and counts the media that are put from here on.
func (a *App) measure() *metrics.Metrics {
	measured, _ := a.store.(store.Measured)
	m := metrics.New(metrics.Sources{Store: measured, JournalWaiting: a.journal.Waiting, JournalLost: a.journal.Lost, Deliveries: a.deliveries})
	a.blobs = m.CountBlobs(a.blobs)
	a.media.Blobs = a.blobs
	return m
}

func (a *App) deliveries() metrics.Deliveries {
	did := a.events.Stats()
	return metrics.Deliveries{Delivered: did.Delivered, Failed: did.Failed, GivenUp: did.GivenUp, InFlight: did.InFlight}
}

// observe counts a call.
func (a *App) observe(o edge.Observed) {
	if o.Gone {
		a.metrics.ObserveGone(o.Interface)
		return
	}
	a.metrics.Observe(o.Interface, o.Code, o.Status, o.Took)
}
