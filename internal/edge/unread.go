package edge

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
)

// unreadTime is how long is waited for a body that only the journal wants: it
// comes with the header, or it is not worth a wait.
const unreadTime = 200 * time.Millisecond

// afterwards is how long the rest of such a body may take, which net/http reads
// for the sake of the connection.
const afterwards = 20 * time.Second

// keepUnread keeps what the journal wants of a body that was not read, since
// the call was refused before or its interface takes none. It reads no file, and
// nothing long that a client keeps back until it is asked for. That is no more
// than net/http reads itself before it answers.
func (c *Call) keepUnread(w http.ResponseWriter, r *http.Request) {
	if c.read || r.ContentLength == 0 || c.request != "" || c.gone {
		return
	}
	length := fmt.Sprintf("%d bytes", r.ContentLength)
	if r.ContentLength < 0 {
		length = "of unknown length"
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); strings.HasPrefix(kind, "multipart/") {
		c.request = fmt.Sprintf("(%s, %s, not read)", kind, length)
		return
	}
	long := r.ContentLength < 0 || r.ContentLength > maxRecorded
	if long && strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
		c.request = fmt.Sprintf("(%s, not asked for)", length)
		return
	}
	connection := http.NewResponseController(w)
	if connection.SetReadDeadline(time.Now().Add(unreadTime)) != nil {
		return
	}
	text, _ := io.ReadAll(io.LimitReader(r.Body, maxRecorded+1)) // what came is kept
	_ = connection.SetReadDeadline(time.Now().Add(afterwards))   // as above
	switch {
	case len(text) <= maxRecorded && int64(len(text)) >= r.ContentLength:
		c.request = string(text)
	case r.ContentLength > 0:
		c.request = journal.CompleteWords(string(text[:min(len(text), maxRecorded)])) + "… (" + length + ")"
	default:
		c.request = journal.CompleteWords(string(text[:min(len(text), maxRecorded)])) + fmt.Sprintf("… (over %d bytes)", maxRecorded)
	}
}
