package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
)

// attempted is an attempt to push as the console shows it.
type attempted struct {
	RID, AppID, Interface, Method, Path, Query, Request, Response, Reason string

	Status int
	At     time.Time
}

// attempts waits for n attempts to push a kind of event and returns them,
// newest first.
func (s *service) attempts(t *testing.T, kind string, n int) []attempted {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		var list struct{ Calls []attempted }
		if status := s.operate(t, "GET", "/api/calls?interface="+url.QueryEscape("push "+kind), "", &list); status != 200 {
			t.Fatalf("the calls: %d", status)
		}
		if len(list.Calls) >= n {
			return list.Calls
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d attempts, want %d: %+v", len(list.Calls), n, list.Calls)
		}
	}
}

// TestAttemptsAreInTheJournal pushes to a receiver that refuses at first and
// quotes what it got, and reads both attempts from the console.
func TestAttemptsAreInTheJournal(t *testing.T) {
	t.Parallel()
	var refused atomic.Bool
	var ticket atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if refused.Swap(true) {
			_, _ = io.WriteString(w, "success")
			return
		}
		_, _ = io.WriteString(w, "ticket="+ticket.Load().(string))
	}))
	t.Cleanup(server.Close)
	s := start(t, platformSeed(t, server.URL+"/events?token=hook-0123456789&x=1"))
	ticket.Store("ticket@@@" + strings.Repeat("k", 80))
	var made struct {
		Ticket string `json:"component_verify_ticket"`
	}
	s.operate(t, "POST", "/api/components/wxplat/ticket", "", &made)
	logged.used(made.Ticket)

	all := s.attempts(t, "component_verify_ticket", 2)
	for i, want := range []attempted{
		{Response: "success", Status: 200},
		{Response: "ticket=ticketxxxx", Status: 200, Reason: `answered "ticket=ticketxxxx", not success`},
	} {
		got := all[i]
		if got.AppID != "wxplat" || got.Method != "POST" || got.Path != server.URL+"/events" || got.Query != "token=hooxxxx&x=1" || !got.At.Equal(s.clock.Now()) {
			t.Errorf("%d: %+v", i, got)
		}
		if got.Response != want.Response || got.Status != want.Status || got.Reason != want.Reason {
			t.Errorf("%d: %d %q, because %q", i, got.Status, got.Response, got.Reason)
		}
		if !strings.Contains(got.Request, "<InfoType>component_verify_ticket<") || strings.Contains(got.Request, made.Ticket) {
			t.Errorf("%d: request %s", i, got.Request)
		}
	}
	var one attempted
	if s.operate(t, "GET", "/api/calls/"+all[1].RID, "", &one); one != all[1] || all[0].RID == one.RID {
		t.Errorf("by its rid: %+v", one)
	}
}

// TestRefusedAddressIsInTheJournal pushes to a private address when that is not
// allowed.
func TestRefusedAddressIsInTheJournal(t *testing.T) {
	t.Parallel()
	s := startOn(t, onSQLite(t), platformSeed(t, "http://169.254.169.254/events"), func(c *app.Config) {
		c.AllowPrivateCallbacks = new(false)
	})
	s.operate(t, "POST", "/api/components/wxplat/ticket", "", nil)
	got := s.attempts(t, "component_verify_ticket", 1)[0]
	if got.Path != "http://169.254.169.254/events" || got.Status != 0 || got.Response != "" || !strings.Contains(got.Reason, "169.254.169.254") || !strings.Contains(got.Reason, "not public") {
		t.Errorf("%+v", got)
	}
}

// TestTicketSaysHowItWent pushes tickets from the console, whose answer and
// page say whether the platform has taken them.
func TestTicketSaysHowItWent(t *testing.T) {
	t.Parallel()
	var takes atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if takes.Load() {
			_, _ = io.WriteString(w, "success")
			return
		}
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(server.Close)
	s := start(t, platformSeed(t, server.URL))
	type outcome struct {
		Ticket    string `json:"component_verify_ticket"`
		Delivered bool
		WaitsFor  string `json:"waits_for"`
		LastError string `json:"last_error"`
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	press := func() (notice string) {
		t.Helper()
		resp, err := browser.Post(s.ConsoleURL()+"/platforms/wxplat/ticket", "application/x-www-form-urlencoded", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		to, err := resp.Location()
		if err != nil {
			t.Fatalf("%s: %v", resp.Status, err)
		}
		return to.Query().Get("done")
	}
	for _, want := range []struct {
		takes  bool
		notice string
	}{{false, "ticket.waits"}, {true, "ticket"}} {
		takes.Store(want.takes)
		var got outcome
		s.operate(t, "POST", "/api/components/wxplat/ticket", "", &got)
		logged.used(got.Ticket)
		if got.Delivered != want.takes || (got.LastError == "") != want.takes || (got.WaitsFor == "") != want.takes {
			t.Errorf("takes %t: %+v", want.takes, got)
		}
		if got := press(); got != want.notice {
			t.Errorf("takes %t: the page says %q", want.takes, got)
		}
	}
}
