package component

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

var noon = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) // in Shanghai

// codeOf is the code that an error is answered with, 0 for none. An error that
// is told on a page counts as -2.
func codeOf(t interface{ Fatalf(string, ...any) }, err error) weixin.Code {
	if err == nil {
		return weixin.OK
	}
	if _, ok := errors.AsType[refused](err); ok || errors.Is(err, store.ErrNotFound) {
		return -2
	}
	refusal, ok := errors.AsType[*edge.Refusal](err)
	if !ok {
		t.Fatalf("%v is not a refusal", err)
	}
	return refusal.Code
}

// TestTickets walks the life of a ticket.
func TestTickets(t *testing.T) {
	ticket := store.Code{AppID: "wxplat", Kind: store.CodeTicket, ExpiresAt: noon.Add(weixin.TicketLife)}
	for _, c := range []struct {
		code store.Code
		at   time.Time
		want weixin.Code
	}{
		{ticket, noon, weixin.OK},
		{ticket, noon.Add(12*time.Hour - time.Millisecond), weixin.OK},
		{ticket, noon.Add(12 * time.Hour), weixin.TicketExpired},
		{store.Code{}, noon, weixin.TicketInvalid},
		{store.Code{Kind: store.CodeAuth, ExpiresAt: noon.Add(time.Hour)}, noon, weixin.TicketInvalid},
	} {
		if got := codeOf(t, checkTicket(c.code, c.at)); got != c.want {
			t.Errorf("%+v at %s: %d, want %d", c.code, c.at, got, c.want)
		}
	}
}

// TestTicketsAreDueEveryTenMinutes asks at random moments, also backward in
// time: two tickets are never less than ten minutes apart while time goes
// forward, or back by less than a minute, and one is never missing for longer.
func TestTicketsAreDueEveryTenMinutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := store.Component{AppID: "wxplat", PushTickets: true, EventURL: "http://192.0.2.1/"}
		now := noon
		for range rapid.IntRange(1, 50).Draw(t, "looks") {
			now = now.Add(time.Duration(rapid.IntRange(-300, 900).Draw(t, "seconds")) * time.Second)
			before := c.TicketAt
			if !due(c, now) {
				if now.Sub(before) >= weixin.TicketEvery || before.Sub(now) > time.Minute {
					t.Fatalf("no ticket at %s, the last is of %s", now, before)
				}
				continue
			}
			if !before.IsZero() && before.Sub(now) <= time.Minute && now.Sub(before) < weixin.TicketEvery {
				t.Fatalf("a ticket %s after the last", now.Sub(before))
			}
			decision, err := makeTicket(c, ticketMade{ticket: "ticket@@@x", eventID: "id", at: now})
			if err != nil || len(decision.Deliveries) != 1 || decision.Minted.ExpiresAt != now.Add(12*time.Hour) {
				t.Fatalf("%+v, %v", decision, err)
			}
			c = *decision.Component
		}
		if c.PushTickets = false; due(c, now.Add(time.Hour)) {
			t.Fatal("a ticket that nobody asked for")
		}
	})
}

// TestChosen holds which permission sets can be granted.
func TestChosen(t *testing.T) {
	for _, c := range []struct {
		sets, asked, want []int
	}{
		{[]int{13, 8, 13}, []int{8, 9, 13}, []int{8, 13}},
		{[]int{13}, nil, []int{13}},
		{nil, []int{8}, nil},
		{[]int{11}, []int{8, 13}, nil},
		{[]int{0}, nil, nil},
		{[]int{-1}, []int{-1}, nil},
	} {
		got, err := chosen(c.sets, c.asked)
		if !slices.Equal(got, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%v of %v: %v, %v", c.sets, c.asked, got, err)
		}
	}
}

// TestPreAuthCodes holds when the page can be answered.
func TestPreAuthCodes(t *testing.T) {
	good := store.Code{Kind: store.CodePreAuth, ExpiresAt: noon.Add(time.Second)}
	used, other := good, good
	used.UsedAt, other.Kind = noon, store.CodeTicket
	for _, c := range []struct {
		code store.Code
		at   time.Time
		fits bool
	}{{good, noon, true}, {good, noon.Add(time.Second), false}, {used, noon, false}, {other, noon, false}, {store.Code{}, noon, false}} {
		if err := checkPreAuth(c.code, c.at); (err == nil) != c.fits {
			t.Errorf("%+v: %v", c.code, err)
		}
	}
}
