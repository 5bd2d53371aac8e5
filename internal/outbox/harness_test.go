package outbox

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
	"github.com/wxastore/wxastore/msgcrypt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	platform = "wxc0123456789abcdef"
	token    = "token"
	key      = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	newKey   = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
)

// book holds the receivers of a test.
type book struct {
	mu        sync.Mutex
	receivers map[store.Target]Receiver
}

func (b *book) Receiver(_ context.Context, target store.Target) (Receiver, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, ok := b.receivers[target]
	if !ok {
		return Receiver{}, store.ErrNotFound
	}
	return r, nil
}

// set says where a component's events go.
func (b *book) set(appID, url, key string) {
	b.put(store.ComponentTarget(appID), Receiver{URL: url, AppID: appID, Token: token, Key: key})
}

// put says where a target's events go.
func (b *book) put(target store.Target, to Receiver) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.receivers[target] = to
}

// setup is a store and who receives its events.
type setup struct {
	store store.Store
	book  *book
	diary *diary // nil for one that is not read
}

func open(t *testing.T) setup {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	seeds := []store.ComponentSeed{{Account: store.Account{AppID: platform, Kind: store.KindComponent}, Component: store.Component{AppID: platform}}}
	if _, err := storetest.With(s).SeedComponents(t.Context(), seeds); err != nil {
		t.Fatal(err)
	}
	return setup{store: s, book: &book{receivers: make(map[store.Target]Receiver)}}
}

// queue queues events for a component. The body of each is its id.
func (s setup) queue(t *testing.T, appID string, ids ...string) {
	t.Helper()
	var all []store.Delivery
	for _, id := range ids {
		all = append(all, store.Delivery{Target: store.ComponentTarget(appID), ID: id, Kind: "authorized", Body: []byte(id), CreatedAt: time.Unix(1, 0)})
	}
	s.put(t, all...)
}

// put queues events in one write.
func (s setup) put(t *testing.T, all ...store.Delivery) {
	t.Helper()
	err := storetest.With(s.store).Decide(t.Context(), platform, "", store.Hash{}, func(store.Standing) (store.Decision, error) {
		return store.Decision{Deliveries: all}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// start runs an Outbox until the test ends or stop is called.
func (s setup) start(t *testing.T, dialer Dialer) (d *Outbox, stop func()) {
	t.Helper()
	config := Config{Store: s.store, Receivers: s.book, Dialer: dialer, Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	if s.diary != nil {
		config.Recorder = s.diary
	}
	d, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return d, stop
}

// anywhere dials every address.
func anywhere() Dialer { return new(net.Dialer) }

// eventually waits until something holds, or the test's time is over.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it does not come that %s", what)
		}
	}
}

// pushes returns what is queued or given up.
func (s setup) pushes(t *testing.T) []store.Delivery {
	t.Helper()
	list, err := s.store.Deliveries(t.Context(), store.DeliveryFilter{}, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// delivered waits until nothing is queued any more.
func (s setup) delivered(t *testing.T) {
	t.Helper()
	eventually(t, "all is delivered", func() bool { return len(s.pushes(t)) == 0 })
}

// receiver keeps what it gets, by target, which is the path of its address.
type receiver struct {
	server *httptest.Server
	// answer answers the attempt of an event, counted from 1.
	answer func(w http.ResponseWriter, target, id string, attempt int)
	// slow is a target that is not done with an attempt when it is given up.
	slow string

	mu   sync.Mutex
	got  map[string][]string // what was answered with success
	busy map[string]bool
	errs []error
}

func receive(t *testing.T, answer func(w http.ResponseWriter, target, id string, attempt int)) *receiver {
	t.Helper()
	r := &receiver{answer: answer, got: make(map[string][]string), busy: make(map[string]bool)}
	r.server = httptest.NewServer(r)
	t.Cleanup(func() {
		r.server.Close()
		for _, err := range r.errs {
			t.Error(err)
		}
	})
	return r
}

func succeed(w http.ResponseWriter, _, _ string, _ int) { _, _ = io.WriteString(w, "success") }

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	target := req.URL.Path[1:]
	r.enter(target, true)
	defer r.enter(target, false)
	id, attempt, err := r.read(req, target)
	if err != nil {
		r.mu.Lock()
		r.errs = append(r.errs, err)
		r.mu.Unlock()
		return
	}
	recorder := httptest.NewRecorder()
	r.answer(recorder, target, id, attempt)
	maps.Copy(w.Header(), recorder.Header())
	if recorder.Code == http.StatusOK && recorder.Body.String() == "success" {
		r.mu.Lock()
		r.got[target] = append(r.got[target], id)
		r.mu.Unlock()
	}
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(recorder.Body.Bytes())
}

// enter notes that a target is being pushed to, which is so once at a time.
func (r *receiver) enter(target string, in bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if in && r.busy[target] && target != r.slow {
		r.errs = append(r.errs, fmt.Errorf("two at a time for %s", target))
	}
	r.busy[target] = in
}

// read opens what is pushed.
func (r *receiver) read(req *http.Request, target string) (id string, attempt int, err error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return "", 0, err
	}
	cipher, err := msgcrypt.New(target, token, newKey, key)
	if err != nil {
		return "", 0, err
	}
	q := req.URL.Query()
	msg, err := cipher.Open(q.Get("msg_signature"), q.Get("timestamp"), q.Get("nonce"), body)
	if err != nil {
		return "", 0, err
	}
	attempt, err = strconv.Atoi(req.Header.Get("X-Wxastore-Event-Attempt"))
	if err == nil && string(msg) != message && string(msg) != req.Header.Get("X-Wxastore-Event-Id") {
		err = fmt.Errorf("%s came with the id %s", msg, req.Header.Get("X-Wxastore-Event-Id"))
	}
	return req.Header.Get("X-Wxastore-Event-Id"), attempt, err
}

// list returns what came for a target.
func (r *receiver) list(target string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.got[target]...)
}
