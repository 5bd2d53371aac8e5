package intercept

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"syscall"
)

// errNotPublic says that a tunnel would lead into a private network.
var errNotPublic = errors.New("its address is not public")

// public reports whether an address is a host's on the public internet. Of the
// forms that carry an IPv4 address inside an IPv6 one, only NAT64's is good for
// anything, and what it carries is looked at.
func public(ip netip.Addr) bool {
	if ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	if ip.Is4() {
		return !in(ip, "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
			"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
			"203.0.113.0/24", "224.0.0.0/3")
	}
	bytes := ip.As16()
	if in(ip, "64:ff9b::/96") { // NAT64
		return public(netip.AddrFrom4([4]byte(bytes[12:])))
	}
	if slices.Equal(bytes[9:12], []byte{0, 0x5e, 0xfe}) && bytes[8]&^2 == 0 { // ISATAP, whatever the network
		return false
	}
	// 2001::/23 holds Teredo, 2002::/16 is 6to4, the last two are for documents.
	return in(ip, "2000::/3") && !in(ip, "2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")
}

func in(ip netip.Addr, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return netip.MustParsePrefix(p).Contains(ip) })
}

// control lets a connection go to addresses that are allowed only. It is asked
// for the address that is about to be dialled, after all names are resolved.
func control(allowed func(netip.Addr) bool) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		target, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %s", errNotPublic, address)
		}
		if !allowed(target.Addr()) {
			return errNotPublic
		}
		return nil
	}
}
