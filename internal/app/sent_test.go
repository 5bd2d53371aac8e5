package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/seed"
)

// TestSentEvents follows an event of an account after it was delivered: what it said,
// its attempts, and its second delivery with the same id.
func TestSentEvents(t *testing.T) {
	t.Parallel()
	s := startOn(t, onSQLite(nil), "", func(*app.Config) {})
	const account = "/api/accounts/" + seed.DemoAppID
	operated[any](t, s, "PUT "+account, fmt.Sprintf(`{"kind":"service","version":"*","message_url":%q,"message_token":"token"}`, receiveMessages(t)))
	sent := operated[struct {
		ID        string
		Delivered bool
	}](t, s, "POST "+account+"/messages/test", "")
	type event struct {
		Target, ID, Kind, State string
		Attempts                int
	}
	s.attempts(t, "debug_demo", 1) // in the journal a moment after the delivery
	list := operated[struct{ Events []event }](t, s, "GET /api/events?state=delivered&target=messages:"+seed.DemoAppID, "").Events
	want := event{"messages:" + seed.DemoAppID, sent.ID, "debug_demo", "delivered", 1}
	if !sent.Delivered || len(list) != 1 || list[0] != want {
		t.Fatalf("%+v: %+v, want %+v", sent, list, want)
	}
	show := func() (attempts int) {
		shown := operated[struct {
			State, Event string
			Attempts     []struct{ Response string } `json:"all_attempts"`
		}](t, s, "GET /api/events/"+want.Target+"/"+want.ID, "")
		if !strings.Contains(shown.Event, "<Event><![CDATA[debug_demo]]></Event>") {
			t.Errorf("%+v", shown)
		}
		return len(shown.Attempts)
	}
	if n := show(); n != 1 {
		t.Errorf("%d attempts", n)
	}
	if status, answer := operateAs(t, s, "POST /api/events/"+want.Target+"/"+want.ID+"/resend", "", nil); status != http.StatusNoContent {
		t.Fatal(status, answer)
	}
	for end := time.Now().Add(20 * time.Second); show() != 2; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it is not delivered again")
		}
	}
	for request, want := range map[string]int{
		"POST /api/events/" + want.Target + "/none/resend": 404, "GET /api/events/" + want.Target + "/none": 404,
	} {
		if status, answer := operateAs(t, s, request, "", nil); status != want {
			t.Errorf("%s: %d %s", request, status, answer)
		}
	}
}
