package egress

import (
	"net/netip"
	"slices"
)

// public reports whether an address is a host's on the public internet. The
// forms that carry an IPv4 address inside an IPv6 one are none, except that
// which the system itself reads as IPv4.
func public(ip netip.Addr) bool {
	if ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	if ip.Is4() {
		// 168.63.129.16 answers inside every virtual network of Azure: it is the
		// host, with what the machine is called and may do.
		return !in(ip, "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
			"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
			"203.0.113.0/24", "224.0.0.0/3")
	}
	bytes := ip.As16()
	if slices.Equal(bytes[9:12], []byte{0, 0x5e, 0xfe}) && bytes[8]&^2 == 0 { // ISATAP, whatever the network
		return false
	}
	// 2001::/23 holds Teredo, 2002::/16 is 6to4, the last two are for documents.
	return in(ip, "2000::/3") && !in(ip, "2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")
}

// nat64 returns the IPv4 address that a translator is to reach.
func nat64(ip netip.Addr) (inner netip.Addr, ok bool) {
	if ip.Zone() != "" || !in(ip, "64:ff9b::/96") {
		return netip.Addr{}, false
	}
	bytes := ip.As16()
	return netip.AddrFrom4([4]byte(bytes[12:])), true
}

func in(ip netip.Addr, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return netip.MustParsePrefix(p).Contains(ip) })
}
