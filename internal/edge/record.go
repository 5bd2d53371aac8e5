package edge

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// Recorder keeps calls. Record must not make the call wait.
type Recorder interface{ Record(Record) }

// Record is what is kept of a call, or of an event that was pushed; what that
// has in each field is store.CallRecord's to say. It holds credentials: whoever keeps it
// masks them first.
type Record struct {
	RID       weixin.RID
	AppID     string
	Interface string
	Method    string
	Path      string
	RawQuery  string
	// Request and Response are the bodies, cut to MaxRecorded. Of a file they
	// say its type and size.
	Request, Response string
	Code              weixin.Code
	// Status is the HTTP status, 0 where the connection was cut.
	Status int
	At     time.Time
	// Cost is the time up to the answer, without that of writing it.
	Cost      time.Duration
	ClientIP  string
	UserAgent string
	// Fault is the id of the fault that was injected, if any.
	Fault string
	// Reason is why an event was not taken.
	Reason string
}

// MaxRecorded is how many bytes of a body are kept.
//
//fidelity:choice getridinfo cost | the time up to the answer, without that of writing it
//fidelity:choice getridinfo bodies | cut at 8 KiB; of a file there is its name, type and size
const MaxRecorded = 8 << 10

// record tells the recorder of a call whose answer is ready and not yet written:
// whoever has read an answer finds its call.
func (a *API) record(r *http.Request, call *Call, code weixin.Code, took time.Duration) {
	if a.recorder == nil {
		return
	}
	record := Record{
		RID: call.RID, AppID: call.Caller.AppID, Interface: call.page.Name,
		Method: cut(r.Method, 20), Path: cut(r.URL.Path, 200), RawQuery: cut(r.URL.RawQuery, MaxRecorded),
		Request: call.request, Response: call.response, Code: code, Status: call.status,
		At: call.At, Cost: took, ClientIP: call.Remote.String(), UserAgent: cut(r.UserAgent(), 300),
	}
	if call.fault != nil {
		record.Fault = call.fault.ID
	}
	a.recorder.Record(record)
}

// cut shortens a text and owns what is left, so that the rest can go.
func cut[T string | []byte](text T, most int) string {
	if len(text) <= most {
		return string(text)
	}
	return strings.ToValidUTF8(string([]byte(text[:most])), "") + fmt.Sprintf("… (%d bytes)", len(text))
}
