package edge

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// Recorder keeps calls. Record must not make the call wait. What it is given may
// hold credentials: it masks them before it stores an entry.
type Recorder interface{ Record(journal.Entry) }

// MaxRecorded is how many bytes of a body are kept.
//
//fidelity:choice getridinfo cost | the time up to the answer, without that of writing it
//fidelity:choice getridinfo bodies | cut at 8 KiB; of a file there is its name, type and size; also those of calls that were refused before the body was read, as far as they come within 200 ms
const MaxRecorded = 8 << 10

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
		Method: cut(r.Method, 20), Path: cut(r.URL.Path, 200), Query: cut(r.URL.RawQuery, MaxRecorded), Header: headerLines(r), ResponseHeader: a.answerLines(answer),
		Request: call.request, Response: call.response, Code: int(code), Status: call.status,
		At: call.At, Cost: took, ClientIP: call.Remote.String(), UserAgent: cut(r.UserAgent(), 300), Reason: call.reason(err, took),
	}
	if e.AppID == "" {
		e.Claimed = cut(call.Caller.Claimed, maxClaimed)
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

// cut shortens a text and owns what is left, so that the rest can go. A word that
// the cut goes through is left out: it may be a part of a credential, which only
// the whole is known by.
func cut[T string | []byte](text T, most int) string {
	if len(text) <= most {
		return string(text)
	}
	return cutWord(string([]byte(text[:most]))) + fmt.Sprintf("… (%d bytes)", len(text))
}

// longestWord is more than any credential has.
const longestWord = 512

// cutWord leaves out the last word of a text, unless it is longer than any
// credential, and a broken character.
func cutWord(text string) string {
	end := len(text)
	for end > 0 && end > len(text)-longestWord && inWord(text[end-1]) {
		end--
	}
	if end > 0 && end > len(text)-longestWord {
		text = text[:end]
	}
	return strings.ToValidUTF8(text, "")
}

// inWord reports whether a byte may be one of a credential, also of one that is
// escaped.
func inWord(c byte) bool {
	lower := c | 0x20
	return 'a' <= lower && lower <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '%' || c == '\\'
}
