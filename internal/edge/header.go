package edge

import (
	"net/http"

	"github.com/wxastore/wxastore/internal/journal"
)

// headerLines are the headers of a request as the journal has them.
func headerLines(r *http.Request) string {
	return journal.HeaderLines(r.Header, r.Host, r.TransferEncoding)
}

// usualHeader are the headers of an answer that has a type and a length alone, in the form
// of headerLines.
type usualHeader struct{ kind, length, lines string }

// answerLines are the headers of an answer in the same form. Most answers have those of
// the last one.
func (a *API) answerLines(h http.Header) string {
	kind, length := h["Content-Type"], h["Content-Length"]
	if len(h) != 2 || len(kind) != 1 || len(length) != 1 {
		return journal.HeaderLines(h, "", nil)
	}
	last := a.lastHeader.Load()
	if last == nil || last.kind != kind[0] || last.length != length[0] {
		last = &usualHeader{kind[0], length[0], journal.HeaderLines(h, "", nil)}
		a.lastHeader.Store(last)
	}
	return last.lines
}
