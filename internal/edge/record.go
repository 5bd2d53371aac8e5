package edge

import (
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// Recorder keeps calls. Record must not make the call wait. What it is given may
// hold credentials: it masks them before it stores an entry.
type Recorder interface{ Record(journal.Entry) }

// maxRecorded is how many bytes of a body are kept.
//
//fidelity:choice getridinfo cost | the time up to the answer, without that of writing it
//fidelity:choice getridinfo bodies | cut at 8 KiB; of a file there is its name, type and size; also those of calls that were refused before the body was read, as far as they come within 200 ms
const maxRecorded = 8 << 10

// record hands the recorder and the Watch of the context a call whose answer is
// ready and not yet written, so that a client that has read an answer finds its
// call.
func (a *API) record(r *http.Request, answer http.Header, call *Call, code weixin.Code, err error, took time.Duration) {
	watch := watchOf(r.Context())
	if a.recorder == nil && watch == nil {
		return
	}
	e := journal.Entry{
		RID: string(call.RID), AppID: call.Caller.AppID, Interface: call.page.Name,
		Method: journal.Shorten(r.Method, 20), Path: journal.Shorten(r.URL.Path, 200), Query: journal.Shorten(r.URL.RawQuery, maxRecorded), Header: headerLines(r), ResponseHeader: a.answerLines(answer),
		Request: call.request, Response: call.response, Code: int(code), Status: call.status,
		At: call.At, Cost: took, ClientIP: call.Remote.String(), UserAgent: journal.Shorten(r.UserAgent(), 300), Reason: call.reason(err, took),
	}
	if e.AppID == "" {
		e.Claimed = journal.Shorten(call.Caller.Claimed, maxClaimed)
	}
	if call.fault != nil {
		e.Fault = call.fault.ID
	}
	e.Kind = journal.KindOf(&e, call.injected, call.gone)
	if a.recorder != nil {
		a.recorder.Record(e)
	}
	if watch != nil {
		watch.Entry = e
	}
}

// maxClaimed is more than any app id has.
const maxClaimed = 64
