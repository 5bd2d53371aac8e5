package app

import (
	"math/rand/v2"
	"net/http"

	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/event"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// attempts keeps the attempts to push events in the journal, beside the calls.
type attempts struct {
	journal *journal.Journal
	clock   *clock.Clock
}

// Record keeps an attempt.
//
//fidelity:choice all event-journal | each attempt to push an event is in the journal under `push ` and its InfoType, with what the receiver answered and why that was no success; only the console shows it
func (a attempts) Record(tried event.Attempt) {
	now := a.clock.Now()
	e := journal.Entry{
		// The rid does not come from the random numbers of a test, which its calls
		// are told by: an attempt comes at any time.
		RID:   string(weixin.MakeRID(now, rand.Uint32(), rand.Uint32())),
		AppID: tried.Target, Event: tried.Kind,
		Method: http.MethodPost, Path: tried.Address, Query: tried.Query,
		Request: tried.Request, Response: tried.Answer, Status: tried.Status, Reason: tried.Reason,
		At: now, Cost: tried.Cost,
	}
	e.Kind = journal.KindOf(&e, false, false)
	a.journal.Record(e)
}
