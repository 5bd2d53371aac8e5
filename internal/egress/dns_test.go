package egress

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"sync"
	"testing"
)

// nameServer answers questions for the address of any name: the first with the
// first of the answers, and so on; the last stays. There are no IPv6 addresses.
type nameServer struct {
	conn net.PacketConn

	mu      sync.Mutex
	answers [][]netip.Addr
	asked   int
}

// serveNames starts a name server and returns the resolver that asks it.
func serveNames(t *testing.T, answers ...[]netip.Addr) (*nameServer, *net.Resolver) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &nameServer{conn: conn, answers: answers}
	ended := make(chan struct{})
	go func() { defer close(ended); s.serve() }()
	t.Cleanup(func() { conn.Close(); <-ended })
	return s, &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func (s *nameServer) serve() {
	packet := make([]byte, 512)
	for {
		n, from, err := s.conn.ReadFrom(packet)
		if err != nil {
			return
		}
		if answer := s.answer(packet[:n]); answer != nil {
			_, _ = s.conn.WriteTo(answer, from)
		}
	}
}

const header, typeA = 12, 1

// answer answers the one question of a packet: a header of twelve bytes, then
// the name, its type and its class.
func (s *nameServer) answer(packet []byte) []byte {
	end := header
	for end < len(packet) && packet[end] != 0 {
		end += int(packet[end]) + 1
	}
	if end += 5; end > len(packet) {
		return nil
	}
	var addresses []netip.Addr
	if binary.BigEndian.Uint16(packet[end-4:]) == typeA {
		s.mu.Lock()
		addresses = s.answers[min(s.asked, len(s.answers)-1)]
		s.asked++
		s.mu.Unlock()
	}
	answer := append([]byte(nil), packet[:end]...)
	answer[2], answer[3] = 0x81, 0x80 // an answer without an error
	binary.BigEndian.PutUint16(answer[6:], uint16(len(addresses)))
	clear(answer[8:header])
	for _, a := range addresses {
		ip := a.As4()
		answer = append(answer, 0xc0, header, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4) // this name, for no time
		answer = append(answer, ip[:]...)
	}
	return answer
}
