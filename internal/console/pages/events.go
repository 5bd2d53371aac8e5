package pages

import (
	"fmt"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

const (
	// maxStreams is how many browsers may listen at once.
	maxStreams = 64
	// streamTime is how long one may: then it asks again, with credentials that
	// are looked at again.
	streamTime = 10 * time.Minute
	// beatTime is how often a silent stream says that it is there.
	beatTime = 15 * time.Second
	// eventPause is the least time between two events of a kind: a thousand
	// calls a second are not a thousand events.
	eventPause = 200 * time.Millisecond
)

// connections bounds the streams.
type connections struct{ free chan struct{} }

func newConnections() *connections { return &connections{make(chan struct{}, maxStreams)} }

// stream tells a browser what has changed, as server-sent events:
//
//	event: call
//	data: wx0123456789abcdef
//
// The data is whose it is. What has changed is not in it: the page asks.
func (s *site) stream(w http.ResponseWriter, r *http.Request) {
	select {
	case s.events.free <- struct{}{}:
		defer func() { <-s.events.free }()
	default:
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	control := http.NewResponseController(w)
	// The listener's limits are for requests that end; a connection that knows
	// no deadlines has none to move.
	_ = control.SetReadDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	write := func(text string) bool {
		_ = control.SetWriteDeadline(time.Now().Add(2 * beatTime))
		_, err := fmt.Fprint(w, text)
		return err == nil && control.Flush() == nil
	}
	events := s.Console.Subscribe(r.Context())
	if !write("retry: 2000\n\n") {
		return
	}
	end, beat, pause := time.After(streamTime), time.NewTicker(beatTime), time.NewTicker(eventPause)
	defer beat.Stop()
	defer pause.Stop()
	waiting := make(map[api.EventKind]string)
	for {
		select {
		case e, open := <-events:
			if !open {
				return
			}
			waiting[e.Kind] = e.AppID
		case <-pause.C:
			for kind, appID := range waiting {
				if !write(fmt.Sprintf("event: %s\ndata: %s\n\n", kind, line(appID))) {
					return
				}
			}
			clear(waiting)
		case <-beat.C:
			if !write(": here\n\n") {
				return
			}
		case <-end:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// line is a text that cannot begin a line of its own in the stream.
func line(text string) string {
	clean := []rune(text)
	for i, r := range clean {
		if r < ' ' {
			clean[i] = ' '
		}
	}
	return string(clean)
}
