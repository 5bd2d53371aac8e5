package intercept

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/netip"
	"path/filepath"
)

// nodeScript leads Node's TLS connections to our hosts to the service.
//
//go:embed node.cjs
var nodeScript []byte

// WriteNode writes the script that Node preloads, for the hosts and the address
// at which the service answers over TLS.
func WriteNode(files Files, hosts []string, address netip.AddrPort) error {
	if address.Addr().IsUnspecified() {
		address = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), address.Port())
	}
	settings, err := json.Marshal(map[string]any{
		"hosts": hosts, "host": address.Addr().Unmap().String(), "port": address.Port(),
	})
	if err != nil {
		return fmt.Errorf("intercept: write the script for Node: %w", err)
	}
	if err := replace(filepath.Join(filepath.Dir(files.Node), "node.json"), settings, 0o644); err != nil {
		return err
	}
	return replace(files.Node, nodeScript, 0o644)
}
