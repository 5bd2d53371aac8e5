package egress

import (
	"net/netip"
	"testing"
)

// TestAllows holds which addresses may be dialled.
func TestAllows(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"8.8.8.8": true, "223.255.255.254": true, "::ffff:8.8.8.8": true, "2606:4700::1111": true,
		"2400:3200::1": true,
		"127.8.9.1":    false, "10.0.0.1": false, "100.64.0.1": false, "172.31.255.255": false, "192.168.0.1": false,
		"169.254.169.254": false, "0.0.0.0": false, "0.1.2.3": false, "192.0.0.8": false, "198.18.0.1": false,
		"224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false, "203.0.113.1": false, "192.88.99.1": false,
		"168.63.129.16": false, "::ffff:168.63.129.16": false, "168.63.129.15": true,
		"::": false, "::1": false, "::127.0.0.1": false, "::8.8.8.8": false, "::ffff:10.0.0.1": false,
		"::ffff:0:8.8.8.8": false, "64:ff9b::10.0.0.1": false, "64:ff9b::7f00:1": false, "64:ff9b:1::808:808": false, "64:ff9b::808:808": false,
		"2002:a00:1::1": false, "2002:808:808::1": false, "2001::1": false, "2001:0:4136:e378:8000:63bf:3fff:fdd2": false,
		"2001:db8::1": false, "3fff::1": false, "fe80::1": false, "fe80::1%eth0": false, "2606:4700::1%eth0": false,
		"fec0::1": false, "fc00::1": false, "fd12::1": false, "ff02::1": false, "100::1": false, "5f00::1": false,
		"2606:4700::5efe:10.0.0.1": false, "2606:4700::200:5efe:10.0.0.1": false,
	} {
		if got := (Dialer{}).Allows(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
	for text, want := range map[string]bool{
		"64:ff9b::808:808": true, "64:ff9b::10.0.0.1": false, "64:ff9b::a9fe:a9fe": false, "64:ff9b::7f00:1%eth0": false,
		"64:ff9b:1::808:808": false, "8.8.8.8": true, "10.0.0.1": false,
	} {
		if got := (Dialer{AllowNAT64: true}).Allows(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s, with NAT64: %t", text, got)
		}
	}
	for _, text := range []string{"127.0.0.1", "64:ff9b::10.0.0.1", "fe80::1%eth0", "8.8.8.8"} {
		if !(Dialer{AllowPrivate: true}).Allows(netip.MustParseAddr(text)) {
			t.Errorf("%s is refused where private addresses are allowed", text)
		}
	}
}
