package outbox

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// record keeps an attempt. The receiver's address is kept without the signatures,
// with which anyone could push, and the event as it is before encryption.
//
//fidelity:choice all event-journal | each attempt to push an event is in the journal under `push ` and its InfoType, with what the receiver answered and why it was not taken; only the console shows it
func (o *Outbox) record(d store.Delivery, a attempt, failed error, took time.Duration) {
	if o.config.Recorder == nil {
		return
	}
	now := o.config.Clock()
	e := journal.Entry{
		// The rid does not come from the random numbers of a test, which its calls
		// are told by: an attempt comes at any time.
		RID:   string(weixin.MakeRID(now, rand.Uint32(), rand.Uint32())),
		AppID: d.Target.AppID, Event: d.Kind, Method: http.MethodPost,
		Request: fmt.Sprintf("%s: %s\n%s: %d\n\n%s", idHeader, d.ID, attemptHeader, d.Attempts+1, d.Body),
		Status:  a.status, Response: string(a.answer[:min(len(a.answer), maxAnswer)]), At: now, Cost: took,
	}
	if u, err := url.Parse(a.to.URL); err == nil {
		e.Query, u.User, u.RawQuery, u.Fragment = u.RawQuery, nil, "", ""
		e.Path = u.String()
	}
	if failed != nil {
		e.Reason = shorten(failed.Error())
	}
	e.Kind = journal.KindOf(&e, false, false)
	o.config.Recorder.Record(e)
}
