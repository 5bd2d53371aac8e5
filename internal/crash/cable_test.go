package crash

import (
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// cable leads from the services to the database.
type cable interface {
	Cut() error
	Heal() error
}

// stand is a cable where no network can be made: proxies in front of the
// servers, through which nothing passes while it is cut. Unlike in a network,
// a new connection then seems to be taken.
type stand struct {
	mu     sync.Mutex
	whole  *sync.Cond
	cut    bool
	ending bool
	open   []net.Conn
}

// newStand puts proxies in front of the hosts of an address and returns the
// address that leads through them.
func newStand(t *testing.T, address string) (*stand, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	s := new(stand)
	s.whole = sync.NewCond(&s.mu)
	var all sync.WaitGroup
	var listeners []net.Listener
	var hosts []string
	for _, host := range strings.Split(u.Host, ",") {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listeners, hosts = append(listeners, l), append(hosts, l.Addr().String())
		all.Go(func() {
			for {
				from, err := l.Accept()
				if err != nil {
					return
				}
				all.Go(func() { s.join(from, host) })
			}
		})
	}
	t.Cleanup(func() {
		for _, l := range listeners {
			l.Close()
		}
		s.end()
		all.Wait()
	})
	u.Host = strings.Join(hosts, ",")
	return s, u.String()
}

// join passes a connection on to a host, for as long as both sides hold it.
func (s *stand) join(from net.Conn, host string) {
	defer from.Close()
	if !s.wait() {
		return
	}
	to, err := net.Dial("tcp", host)
	if err != nil {
		return
	}
	defer to.Close()
	s.mu.Lock()
	s.open = append(s.open, from, to)
	s.mu.Unlock()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{from, to}, {to, from}} {
		both.Go(func() {
			defer way[1].Close()
			buffer := make([]byte, 64<<10)
			for {
				n, err := way[0].Read(buffer)
				if n > 0 && (!s.wait() || !written(way[1], buffer[:n])) || err != nil {
					return
				}
			}
		})
	}
	both.Wait()
}

func written(w io.Writer, b []byte) bool {
	_, err := w.Write(b)
	return err == nil
}

// wait waits while the cable is cut, and reports whether to go on.
func (s *stand) wait() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.cut && !s.ending {
		s.whole.Wait()
	}
	return !s.ending
}

func (s *stand) set(cut bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut = cut
	s.whole.Broadcast()
	return nil
}

func (s *stand) Cut() error { return s.set(true) }

func (s *stand) Heal() error { return s.set(false) }

func (s *stand) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ending = true
	s.whole.Broadcast()
	for _, conn := range s.open {
		conn.Close()
	}
}
