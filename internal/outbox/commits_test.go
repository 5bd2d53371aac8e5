package outbox

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// TestCommits counts the commits that 1,000 queued events cost until they are
// delivered: receivers share them, and an account's messages share them in runs.
func TestCommits(t *testing.T) {
	t.Parallel()
	const events = 1000
	for name, c := range map[string]struct {
		kind    store.TargetKind
		targets int
		// most is how many commits are too many.
		most uint64
	}{
		"one component":   {store.TargetComponent, 1, events * 3 / 2},
		"many components": {store.TargetComponent, events, events},
		"one account":     {store.TargetMessages, 1, events},
		"many accounts":   {store.TargetMessages, events, events},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			var url string
			if c.kind == store.TargetComponent {
				url = receive(t, succeed).server.URL
			} else {
				url = receiveMessages(t, func(http.ResponseWriter, int) {}).server.URL
			}
			for i := range events {
				target := store.Target{Kind: c.kind, AppID: fmt.Sprint("wx", i%c.targets)}
				s.book.put(target, Receiver{URL: url + "/" + target.AppID, AppID: target.AppID, Token: token, Key: key})
				s.put(t, store.Delivery{Target: target, ID: fmt.Sprint(i), Kind: "e", Body: []byte(message)})
			}
			stats := s.store.(interface{ WriteStats() store.WriteStats })
			before := stats.WriteStats().Commits
			o, _ := s.start(t, anywhere())
			// Not by reading the queue, which takes the database's time.
			eventually(t, "all is delivered", func() bool { return o.Stats().Delivered == events })
			s.delivered(t)
			commits := stats.WriteStats().Commits - before
			t.Logf("%.3f commits an event", float64(commits)/events)
			if commits >= c.most {
				t.Errorf("%d commits for %d events", commits, events)
			}
		})
	}
}
