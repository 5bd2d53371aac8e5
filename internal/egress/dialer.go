package egress

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// ErrPrivate says that an address is not one of the public internet.
var ErrPrivate = said.Errorf("the address is not public")

// Dialer connects to public addresses.
type Dialer struct {
	// AllowPrivate lets it connect to every address.
	AllowPrivate bool
	// AllowNAT64 lets it connect to 64:ff9b::/96 where the IPv4 address inside is
	// public. In a network that has IPv6 only, other hosts of IPv4 are nowhere
	// else; but no other machine can tell where the translator leads.
	AllowNAT64 bool
	// Resolver resolves names; nil is the system's.
	Resolver *net.Resolver
	// Timeout bounds a connection with its look-ups; 0 sets no limit.
	Timeout time.Duration
}

// DialContext connects over TCP. It returns ErrPrivate where none of the
// addresses that it tried may be dialled.
func (d Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	switch network {
	case "tcp", "tcp4", "tcp6":
	default:
		return nil, said.Errorf("egress: network %q is not dialled", network)
	}
	dialer := net.Dialer{Timeout: d.Timeout, Resolver: d.Resolver, Control: d.control}
	return dialer.DialContext(ctx, network, address)
}

// control is asked for each address that is about to be dialled.
func (d Dialer) control(_, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil {
		return said.Errorf("%w: %s", ErrPrivate, address)
	}
	if !d.Allows(target.Addr()) {
		return ErrPrivate
	}
	return nil
}

// Allows reports whether an address may be dialled.
func (d Dialer) Allows(ip netip.Addr) bool {
	if d.AllowPrivate {
		return true
	}
	if inner, ok := nat64(ip); ok {
		return d.AllowNAT64 && public(inner)
	}
	return public(ip)
}
