package component_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/weixin"
)

// A sender that got no answer pushes the same bytes again: they are answered
// success and handed on once. What could not be handled is handed on again; what
// comes after its time is refused.
func TestReceiverTakesARepeatedPushOnce(t *testing.T) {
	now, fails := time.Now(), errors.New("the store is down")
	address, events, _ := receiving(t, &now, &fails)
	p := pushOf(t, newCipher(t, platformID, signToken, platformKey), ticketEvent("ticket@@@"), now.Add(4*time.Minute), "nonce")
	for range 2 {
		if status, answer := p.send(t, address); status != 500 || strings.Contains(answer, "store") {
			t.Errorf("not handled: answered %d %q", status, answer)
		}
	}
	fails = nil
	if status, answer := p.send(t, address); status != 200 || answer != "success" {
		t.Errorf("answered %d %q when it could be handled", status, answer)
	}
	fails = errors.New("handed on again")
	for later, want := range map[time.Duration]int{
		0: 200, time.Second: 200, 4 * time.Minute: 200, 8*time.Minute + 58*time.Second: 200, 9*time.Minute + 2*time.Second: 403, 24 * time.Hour: 403,
	} {
		now = now.Add(later)
		if status, answer := p.send(t, address); status != want || (answer == "success") != (want == 200) {
			t.Errorf("%v later: answered %d %q, want %d", later, status, answer, want)
		}
		now = now.Add(-later)
	}
	if len(*events) != 1 {
		t.Errorf("handed on %d times", len(*events))
	}
}

// slowReceiver hands its events to the test, which says how each ends.
func slowReceiver(t *testing.T) (address string, begun chan chan error, begins *atomic.Int64) {
	t.Helper()
	begun, begins = make(chan chan error), new(atomic.Int64)
	r, err := component.NewReceiver(component.ReceiverConfig{
		AppID: platformID, Token: signToken, EncodingAESKey: platformKey,
		OnEvent: func(ctx context.Context, _ weixin.ComponentEvent) error {
			begins.Add(1)
			end := make(chan error)
			begun <- end
			select {
			case err := <-end:
				return err
			case <-ctx.Done():
				return ctx.Err()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, r), begun, begins
}

// While a push is handled, its repetitions wait: for its success, or to be
// handled in its stead.
func TestReceiverTakesConcurrentRepetitionsOnce(t *testing.T) {
	address, begun, begins := slowReceiver(t)
	p := pushOf(t, newCipher(t, platformID, signToken, platformKey), ticketEvent("ticket@@@"), time.Now(), "nonce")
	const senders = 8
	var failed, succeeded atomic.Int64
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			switch status, _ := p.send(t, address); status {
			case http.StatusOK:
				succeeded.Add(1)
			case http.StatusInternalServerError:
				failed.Add(1)
			default:
				t.Errorf("answered %d", status)
			}
		})
	}
	(<-begun) <- errors.New("the store is down")
	second := <-begun // one of the others took its turn
	select {
	case <-begun:
		t.Error("two handle the same push at once")
	case <-time.After(50 * time.Millisecond):
	}
	second <- nil
	all.Wait()
	if failed.Load() != 1 || succeeded.Load() != senders-1 || begins.Load() != 2 {
		t.Errorf("%d failed and %d succeeded, handed on %d times", failed.Load(), succeeded.Load(), begins.Load())
	}
}

// A sender that hangs up while its push is handled, or waits, leaves it to the
// next repetition.
func TestReceiverWhoseSenderHangsUp(t *testing.T) {
	address, begun, begins := slowReceiver(t)
	p := pushOf(t, newCipher(t, platformID, signToken, platformKey), ticketEvent("ticket@@@"), time.Now(), "nonce")
	hangUp := func(after func(cancel func())) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		req := p.request(t, address).WithContext(ctx)
		done := make(chan error)
		go func() {
			resp, err := http.DefaultClient.Do(req)
			if err == nil {
				resp.Body.Close()
			}
			done <- err
		}()
		after(cancel)
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	hangUp(func(cancel func()) { <-begun; cancel() }) // it is handled
	answered := make(chan int)
	go func() { status, _ := p.send(t, address); answered <- status }()
	end := <-begun
	hangUp(func(cancel func()) { cancel() }) // it waits
	end <- nil
	if status := <-answered; status != http.StatusOK || begins.Load() != 2 {
		t.Errorf("answered %d, handed on %d times", status, begins.Load())
	}
}

// A handler that panics holds up nobody.
func TestReceiverWhoseHandlerPanics(t *testing.T) {
	panics := true
	r, err := component.NewReceiver(component.ReceiverConfig{
		AppID: platformID, Token: signToken, EncodingAESKey: platformKey,
		OnEvent: func(context.Context, weixin.ComponentEvent) error {
			if panics {
				panic("a fault of the handler")
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := pushOf(t, newCipher(t, platformID, signToken, platformKey), ticketEvent("ticket@@@"), time.Now(), "nonce")
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic does not reach the server")
			}
		}()
		r.ServeHTTP(httptest.NewRecorder(), p.request(t, "/"))
	}()
	panics = false
	w := httptest.NewRecorder()
	r.ServeHTTP(w, p.request(t, "/"))
	if w.Code != http.StatusOK {
		t.Errorf("answered %d after a panic", w.Code)
	}
}

// The signature stays right where timestamp and nonce are exchanged. A push
// whose nonce is a later time is not taken then.
func TestReceiverRefusesExchangedTimestamp(t *testing.T) {
	made := time.Now()
	cipher := newCipher(t, platformID, signToken, platformKey)
	for name, test := range map[string]struct {
		pushed, later time.Duration // after it was made
		before        string        // before the later time in the nonce
	}{
		"a minute":              {0, time.Minute, ""},
		"six minutes":           {0, 6 * time.Minute, ""},
		"a day":                 {3 * time.Second, 24 * time.Hour, ""},
		"years":                 {0, 5 * 365 * 24 * time.Hour, ""},
		"pushed again, a year":  {40 * time.Minute, 365 * 24 * time.Hour, ""},
		"made by a clock ahead": {-2 * time.Second, time.Hour, ""},
		"in a longer nonce":     {0, time.Hour, "9"},
	} {
		t.Run(name, func(t *testing.T) {
			now := made.Add(test.pushed)
			address, events, log := receiving(t, &now, new(error))
			e := ticketEvent("ticket@@@")
			e.CreateTime = made.Unix()
			nonce := test.before + strconv.FormatInt(made.Add(test.later).Unix(), 10)
			p := pushOf(t, cipher, e, now, nonce)
			for strings.ContainsAny(p.cipherText()[:1], "0123456789") { // else it might stand between the two
				p = pushOf(t, cipher, e, now, nonce)
			}
			exchanged := p
			exchanged.stamp, exchanged.nonce = p.nonce, p.stamp
			if test.before != "" { // the signed text can be cut elsewhere, too
				signed := min(p.stamp, p.nonce) + max(p.stamp, p.nonce)
				exchanged.stamp = strconv.FormatInt(made.Add(test.later).Unix(), 10)
				exchanged.nonce = strings.TrimSuffix(signed, exchanged.stamp)
			}
			now = made.Add(test.later)
			if status, _ := exchanged.send(t, address); status != http.StatusForbidden || len(*events) != 0 {
				t.Errorf("exchanged: answered %d, handed on %d", status, len(*events))
			}
			if !strings.Contains(log.String(), "timestamp and nonce were exchanged") {
				t.Errorf("logged %s", log)
			}
			now = made.Add(test.pushed)
			if status, _ := p.send(t, address); status != http.StatusOK || len(*events) != 1 {
				t.Errorf("as it was pushed: answered %d, handed on %d", status, len(*events))
			}
		})
	}
	// An event that comes late, or from a moved clock, with a nonce as others.
	now := made
	address, events, _ := receiving(t, &now, new(error))
	for i, at := range []time.Duration{-30 * 24 * time.Hour, -time.Hour, -time.Minute, 0, time.Minute, time.Hour, 365 * 24 * time.Hour} {
		e := ticketEvent("ticket@@@")
		e.CreateTime = made.Add(at).Unix()
		if status, _ := pushOf(t, cipher, e, now, fmt.Sprint(300000000+i)).send(t, address); status != http.StatusOK || len(*events) != i+1 {
			t.Errorf("made %v from now: answered %d", at, status)
		}
	}
}

// A timestamp in another unit is refused with a message that says so.
func TestReceiverSaysWhatIsWrongWithTheTime(t *testing.T) {
	now := time.Now()
	address, _, log := receiving(t, &now, new(error))
	p := pushOf(t, newCipher(t, platformID, signToken, platformKey), ticketEvent("ticket@@@"), now, "nonce")
	for stamp, want := range map[string]string{
		strconv.FormatInt(now.UnixMilli(), 10):                "is in milliseconds: it must be in Unix seconds",
		strconv.FormatInt(now.Add(time.Hour).UnixMilli(), 10): "is in milliseconds: it must be in Unix seconds",
		strconv.FormatInt(now.UnixMicro(), 10):                "is in microseconds: it must be in Unix seconds",
		strconv.FormatInt(now.UnixNano(), 10):                 "is in nanoseconds: it must be in Unix seconds",
		now.Format(time.RFC3339):                              "is not a number of Unix seconds",
		strconv.FormatInt(now.Unix(), 10) + ".5":              "is not a number of Unix seconds",
		strconv.FormatInt(now.Unix()-3600, 10):                "the timestamp is 1h0m",
		"":                                                    "the query has no timestamp",
	} {
		log.Reset()
		p.stamp = stamp
		if status, answer := p.send(t, address); status/100 != 4 || strings.Contains(answer, "timestamp") || !strings.Contains(log.String(), want) {
			t.Errorf("%q: answered %d %q, logged %s; want %q", stamp, status, answer, log, want)
		}
	}
	p.nonce = ""
	p.stamp = strconv.FormatInt(now.Unix(), 10)
	log.Reset()
	if p.send(t, address); !strings.Contains(log.String(), "the query has no nonce") {
		t.Errorf("logged %s", log)
	}
}
