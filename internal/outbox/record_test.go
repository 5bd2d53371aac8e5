package outbox

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/egress"
	"github.com/wxastore/wxastore/internal/journal"
)

// diary keeps the attempts of a test.
type diary struct {
	mu  sync.Mutex
	all []journal.Entry
}

func (d *diary) Record(a journal.Entry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = append(d.all, a)
}

// list are the attempts so far, without what they cost.
func (d *diary) list(t *testing.T) []journal.Entry {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []journal.Entry
	for _, a := range d.all {
		if a.Cost <= 0 || a.Cost > attemptTime+time.Minute {
			t.Errorf("an attempt cost %s", a.Cost)
		}
		if len(a.RID) != 26 || a.At.IsZero() || a.Method != http.MethodPost {
			t.Errorf("an attempt is kept as %+v", a)
		}
		a.Cost, a.RID, a.At, a.Method = 0, "", time.Time{}, ""
		all = append(all, a)
	}
	return all
}

// TestRecord has an attempt that is refused, one that is taken and one that has
// nowhere to go, and reads what is kept of them.
func TestRecord(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.diary = new(diary)
	r := receive(t, func(w http.ResponseWriter, _, _ string, attempt int) {
		w.Header().Set("Content-Type", "text/html")
		if attempt == 1 {
			w.Header().Set("Set-Cookie", "session=0f1e2d3c4b5a")
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, strings.Repeat("no ", 1000))
			return
		}
		_, _ = io.WriteString(w, "success")
	})
	at := strings.Replace(r.server.URL, "http://", "http://user:password@", 1)
	s.book.set("wx1", at+"/wx1?own=1&own=2#part", key)
	s.queue(t, "wx1", "0")
	s.start(t, anywhere())
	s.delivered(t)
	s.queue(t, "wx2", "7")
	eventually(t, "the other is given up", func() bool { return len(s.diary.list(t)) == 3 })
	first := journal.Entry{
		Kind: journal.Refused, AppID: "wx1", Event: "authorized", Path: r.server.URL + "/wx1", Query: "own=1&own=2",
		Request:        "X-Wxastore-Event-Id: 0\nX-Wxastore-Event-Attempt: 1\n\n0",
		ResponseHeader: "Content-Type: text/html\nSet-Cookie: xxxx\n",
		Status:         403, Response: strings.Repeat("no ", 1000)[:1024], Reason: "answered with HTTP 403, not 200",
	}
	second := first
	second.Request = "X-Wxastore-Event-Id: 0\nX-Wxastore-Event-Attempt: 2\n\n0"
	second.ResponseHeader = "Content-Length: 7\nContent-Type: text/html\n"
	second.Kind, second.Status, second.Response, second.Reason = journal.Answered, 200, "success", ""
	nowhere := journal.Entry{
		Kind: journal.Failed, AppID: "wx2", Event: "authorized", Request: "X-Wxastore-Event-Id: 7\nX-Wxastore-Event-Attempt: 1\n\n7",
		Reason: "it has no address for events",
	}
	if diff := cmp.Diff([]journal.Entry{first, second, nowhere}, s.diary.list(t)); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
}

// TestRecordOfTheGuard has the reason of what is not dialled.
func TestRecordOfTheGuard(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.diary = new(diary)
	s.book.set("wx1", "http://[64:ff9b::808:808]/wx1?secret=1", key)
	s.queue(t, "wx1", "0")
	s.start(t, egress.Dialer{Timeout: 3 * time.Second})
	eventually(t, "it is tried", func() bool { return len(s.diary.list(t)) > 0 })
	got := s.diary.list(t)[0]
	if got.Path != "http://[64:ff9b::808:808]/wx1" || got.Status != 0 || got.Response != "" || !strings.HasSuffix(got.Reason, egress.ErrPrivate.Error()) {
		t.Errorf("%+v", got)
	}
}
