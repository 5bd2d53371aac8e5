package outbox

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// record keeps an attempt. The receiver's address is kept without the signatures,
// with which anyone could push, and the event as it is before encryption.
//
//fidelity:choice all event-journal | each attempt to push an event is in the journal under `push ` and its InfoType, with what the receiver answered, its headers included, and why it was not taken; only the console shows it
func (o *Outbox) record(d store.Delivery, a attempt, failed error, took time.Duration) {
	o.keep(journal.Entry{
		AppID: d.Target.AppID, Event: d.Kind, Method: http.MethodPost,
		Request: fmt.Sprintf("%s: %s\n%s: %d\n\n%s", idHeader, d.ID, attemptHeader, d.Attempts+1, d.Body),
	}, a, failed, took)
}

// AttemptText stands in the request of each attempt to push an event that the journal
// keeps.
const AttemptText = idHeader + ": "

// Attempted reads what record has written of an attempt: the id of the event, which
// attempt it was, and the event before encryption.
func Attempted(e journal.Entry) (id string, attempt int, text string) {
	head, text, _ := strings.Cut(e.Request, "\n\n")
	first, second, _ := strings.Cut(head, "\n")
	attempt, _ = strconv.Atoi(strings.TrimPrefix(second, attemptHeader+": ")) // record has written a number
	return strings.TrimPrefix(first, AttemptText), attempt, text
}

// checkEvent is what the journal calls the check of a message URL.
const checkEvent = "url_check"

// keep completes the entry of an attempt and hands it on.
func (o *Outbox) keep(e journal.Entry, a attempt, failed error, took time.Duration) {
	if o.config.Recorder == nil {
		return
	}
	// The rid does not come from the random numbers of a test, which its calls
	// are told by: an attempt comes at any time.
	e.At = o.config.Clock()
	e.RID = string(weixin.MakeRID(e.At, rand.Uint32(), rand.Uint32()))
	a.header.Del("Date")
	e.ResponseHeader = journal.HeaderLines(a.header, "", nil)
	e.Status, e.Response, e.Cost = a.status, string(a.answer[:min(len(a.answer), maxAnswer)]), took
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
