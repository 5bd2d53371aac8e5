package app_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// TestTickets fetches tickets until they have changed: those of another type and of
// another account are others, and a fetch changes none.
func TestTickets(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, start(t, guardSeed(t)), nil)
	ticket := func(appID, of string) string {
		t.Helper()
		raw := p.exchange(t, "GET", weixin.GetTicket.Path+"?type="+of+"&access_token="+p.token(t, appID), nil, nil, false)
		var got weixin.GetTicketResponse
		if err := json.Unmarshal([]byte(raw.Body), &got); err != nil || len(got.Ticket) != 86 {
			t.Fatalf("ticket of %s: %s, %v", appID, raw.Body, err)
		}
		return got.Ticket
	}
	first := ticket("wxplain", "jsapi")
	if first == ticket("wxplain", "wx_card") || first == ticket("wxperson", "jsapi") {
		t.Error("two tickets are one")
	}
	p.service.clock.advance(weixin.JSTicketSeconds*time.Second - time.Millisecond)
	if ticket("wxplain", "jsapi") != first {
		t.Error("the ticket changed before its end")
	}
	p.service.clock.advance(time.Millisecond)
	if ticket("wxplain", "jsapi") == first {
		t.Error("the ticket is the same after its end")
	}
}
