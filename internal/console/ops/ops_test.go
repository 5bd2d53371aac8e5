package ops

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
)

// TestOperations holds that no two operations have a route, that each says what it does,
// and that nothing else can be done.
func TestOperations(t *testing.T) {
	t.Parallel()
	c := New(Modules{})
	if all := c.Operations(); len(all) != len(c.run) || len(all) < 40 {
		t.Errorf("%d operations, %d routes", len(all), len(c.run))
	}
	for _, o := range c.Operations() {
		if o.Doc == "" {
			t.Errorf("%s does not say what it does", key(o))
		}
	}
	// What can be done from outside of the package goes through a declaration.
	console := reflect.TypeFor[*Console]()
	for i := range console.NumMethod() {
		switch name := console.Method(i).Name; name {
		case "Run", "Audited", "Operations", "Subscribe", "WritePrometheus", "Format", "LogValue":
		default:
			t.Errorf("Console.%s is not an operation", name)
		}
	}
}

// TestFeed follows what happens.
func TestFeed(t *testing.T) {
	t.Parallel()
	f := new(Feed)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	first, second := f.Subscribe(ctx), f.Subscribe(t.Context())
	f.Calls([]journal.Entry{{RID: "1", AppID: "wx1"}})
	f.Tell(api.Event{Kind: api.EventClock})
	for _, events := range []<-chan api.Event{first, second} {
		if call := <-events; call.Kind != api.EventCall || call.AppID != "wx1" || call.Call.RID != "1" {
			t.Errorf("told of %+v", call)
		}
		if clock := <-events; clock != (api.Event{Kind: api.EventClock}) {
			t.Errorf("told of %+v", clock)
		}
	}
	stop()
	if _, open := <-first; open {
		t.Error("a subscription outlives its context")
	}
	// Nobody reads: what happens goes on.
	for i := range 2 * feedBuffer {
		f.Calls([]journal.Entry{{RID: fmt.Sprint(i)}})
	}
	f.Close()
	told := 0
	for range second {
		told++
	}
	if told != feedBuffer {
		t.Errorf("told of %d calls, want the %d that the buffer holds", told, feedBuffer)
	}
	if _, open := <-f.Subscribe(t.Context()); open {
		t.Error("a subscription to a feed that is closed")
	}
}

// TestFeedOfChanges tells of changes of records, one after the other of the same once.
func TestFeedOfChanges(t *testing.T) {
	t.Parallel()
	f := new(Feed)
	events := f.Subscribe(t.Context())
	f.Changes([]store.Changed{
		{Topic: store.TopicMerchants, AppID: "wx1"}, {Topic: store.TopicMerchants, AppID: "wx1"}, {Topic: store.TopicFaults}, {Topic: store.TopicAccounts, AppID: "wx2"}, {Topic: store.TopicComponents, AppID: "wx3"},
		{Topic: store.TopicShops, AppID: "wx1"}, {Topic: store.TopicPlaces}, {Topic: store.TopicDeliveries}, {Topic: store.TopicReviews, AppID: "wx1"},
	})
	for _, want := range []api.Event{
		{Kind: api.EventMerchant, AppID: "wx1"}, {Kind: api.EventFaults}, {Kind: api.EventAccount, AppID: "wx2"}, {Kind: api.EventAccount, AppID: "wx3"},
		{Kind: api.EventStore, AppID: "wx1"}, {Kind: api.EventPlace}, {Kind: api.EventReview, AppID: "wx1"},
	} {
		if got := <-events; got != want {
			t.Errorf("told of %+v, want %+v", got, want)
		}
	}
	if len(events) > 0 {
		t.Errorf("told of %+v, too", <-events)
	}
}
