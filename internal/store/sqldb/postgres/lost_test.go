package postgres_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// intro is the rule that sets the introduction.
func intro(text string) func(store.Policy, store.Merchant) (*store.Modification, error) {
	return func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
		m.Intro, m.Version = text, m.Version+1
		return &store.Modification{Merchant: m, Change: store.Change{Version: m.Version, AfterIntro: text}}, nil
	}
}

// shop declares one store Mini Program and returns its app id.
func shop(t *testing.T, s store.Store) string {
	t.Helper()
	seeds := storetest.Merchants(0, 1)
	if _, err := storetest.With(s).Seed(t.Context(), seeds); err != nil {
		t.Fatal(err)
	}
	return seeds[0].Account.AppID
}

// admin connects to the database of an address without a store.
func admin(t testing.TB, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// TestConnectionsAreCut ends all connections while nobody uses them: nobody
// notices.
func TestConnectionsAreCut(t *testing.T) {
	address := pgtest.Address(t)
	s := open(t, address+"&application_name="+t.Name())
	defer s.Close()
	cut := func() {
		t.Helper()
		_, err := admin(t, address).Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE application_name = $1`, t.Name())
		if err != nil {
			t.Fatal(err)
		}
	}
	cut() // before the first write: the start's connections
	appID := shop(t, s)
	for range 3 {
		// As many readers as there are.
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				if _, err := s.Account(t.Context(), appID); err != nil {
					t.Errorf("Account: %v", err)
				}
				if err := storetest.With(s).ModifyMerchant(t.Context(), appID, intro("x")); err != nil {
					t.Errorf("ModifyMerchant: %v", err)
				}
			})
		}
		all.Wait()
		cut()
	}
}

// TestCommitWithoutAnswer cuts the connection while the database commits. The
// write happens, once, and is answered with an error, because its writer cannot
// know.
func TestCommitWithoutAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("make test runs it")
	}
	direct := pgtest.Address(t)
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	way := &cutter{to: u.Host}
	u.Host = way.listen(t)
	s := open(t, u.String())
	defer s.Close()
	appID := shop(t, s)
	watch := admin(t, direct)
	for _, statement := range []string{
		// The driver asks to cancel what it has lost; here that comes too late.
		`CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS
			$$BEGIN PERFORM pg_sleep(3); RETURN NULL; EXCEPTION WHEN query_canceled THEN RETURN NULL; END$$`,
		`CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON merchant_changes INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slowly()`,
	} {
		if _, err := watch.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	result := make(chan error, 1)
	go func() { result <- storetest.With(s).ModifyMerchant(t.Context(), appID, intro("unknown")) }()
	for committing := 0; committing == 0; {
		err := watch.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active' AND wait_event = 'PgSleep'`).Scan(&committing)
		if err != nil {
			t.Fatal(err)
		}
	}
	way.cut()
	if err := <-result; err == nil {
		t.Error("a commit without an answer was acknowledged")
	}
	// The next write waits for the lock of the first, and finds it done.
	if err := storetest.With(s).ModifyMerchant(t.Context(), appID, intro("known")); err != nil {
		t.Errorf("the write after it: %v", err)
	}
	changes, err := s.History(t.Context(), appID, 0, 10)
	if err != nil || len(changes) != 2 || changes[0].AfterIntro != "unknown" || changes[1].AfterIntro != "known" {
		t.Errorf("History = %+v, %v, want each change once", changes, err)
	}
}

// cutter passes connections on until it cuts them.
type cutter struct {
	to   string
	mu   sync.Mutex
	open []net.Conn
}

func (c *cutter) listen(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		c.cut()
		all.Wait()
	})
	all.Go(func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("tcp", c.to)
			if err != nil {
				from.Close()
				continue
			}
			c.mu.Lock()
			c.open = append(c.open, from, to)
			c.mu.Unlock()
			all.Go(func() { io.Copy(from, to); from.Close() })
			all.Go(func() { io.Copy(to, from); to.Close() })
		}
	})
	return l.Addr().String()
}

func (c *cutter) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.open {
		conn.Close()
	}
	c.open = nil
}

// pausing calls a function in each write, after it has done what it does.
type pausing struct {
	store.Store
	within func() error
}

func (p pausing) Write(ctx context.Context, keys []store.Key, change func(store.Tx) error) error {
	return p.Store.Write(ctx, keys, func(tx store.Tx) error {
		return errors.Join(change(tx), p.within())
	})
}

// TestBlobIsHeld lets a medium be put on one replica while another looks for blobs to
// drop, which waits, and a blob be asked for while another removes its bytes, which is
// told so.
func TestBlobIsHeld(t *testing.T) {
	address := pgtest.Address(t)
	one, two := open(t, address), open(t, address)
	defer one.Close()
	defer two.Close()
	ctx, appID := t.Context(), shop(t, one)
	blob := store.Hash{1}
	put := func(s store.Store, id string, within func(store.Hash) error) error {
		return media.Put(ctx, pausing{s, func() error { return within(blob) }}, store.Medium{AppID: appID, ID: id, Blob: blob, ExpiresAt: time.UnixMilli(1)})
	}
	there := func(store.Hash) error { return nil }
	loosen := func() {
		t.Helper()
		if err := put(one, "loose", there); err != nil {
			t.Fatal(err)
		}
		if _, err := one.DropMedia(ctx, time.UnixMilli(2), 10); err != nil {
			t.Fatal(err)
		}
	}
	within, release := make(chan bool), make(chan bool)
	held := func(store.Hash) error {
		close(within)
		<-release
		return nil
	}
	other := make(chan error, 1)

	loosen()
	go func() { other <- put(one, "new", held) }()
	<-within
	dropped := make(chan int, 1)
	go func() {
		n, err := two.DropBlobs(ctx, 10, func(context.Context, store.Hash) error { return nil })
		if err != nil {
			t.Errorf("DropBlobs: %v", err)
		}
		dropped <- n
	}()
	time.Sleep(100 * time.Millisecond)
	close(release)
	if err, n := <-other, <-dropped; err != nil || n != 0 {
		t.Errorf("PutMedium: %v, DropBlobs = %d, want it to leave the blob", err, n)
	}

	if _, err := one.DropMedia(ctx, time.UnixMilli(2), 10); err != nil {
		t.Fatal(err)
	}
	within, release = make(chan bool), make(chan bool)
	go func() {
		_, err := two.DropBlobs(ctx, 10, func(_ context.Context, h store.Hash) error { return held(h) })
		other <- err
	}()
	<-within
	taken := make(chan error, 1)
	go func() {
		taken <- storetest.With(one).ModifyMerchant(ctx, appID, func(p store.Policy, m store.Merchant) (*store.Modification, error) {
			mod, err := intro("with a picture")(p, m)
			mod.Merchant.Headimg = blob
			return mod, err
		})
	}()
	time.Sleep(100 * time.Millisecond)
	close(release)
	if err := <-other; err != nil {
		t.Errorf("DropBlobs: %v", err)
	}
	if err := <-taken; !errors.Is(err, store.ErrRemoving) {
		t.Errorf("a head image that is dropped meanwhile: %v, want ErrRemoving", err)
	}
}
