package intercept

import (
	_ "embed"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/wxastore/wxastore/internal/said"
)

// These lead clients that read no proxy variables to the service: a script that
// Node preloads, a module that Python imports at its start, and an agent of Java.
//
//go:generate sh java/build.sh
var (
	//go:embed node.cjs
	nodeScript []byte
	//go:embed python/sitecustomize.py
	pythonModule []byte
	//go:embed java/agent.jar
	javaAgent []byte
)

// WriteLeads writes what leads clients to the service, for the hosts and the
// address at which it answers over TLS.
func WriteLeads(files Files, hosts []string, address netip.AddrPort) error {
	if address.Addr().IsUnspecified() {
		address = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), address.Port())
	}
	settings, err := json.Marshal(map[string]any{
		"hosts": hosts, "host": address.Addr().Unmap().String(), "port": address.Port(),
	})
	if err != nil {
		return said.Errorf("intercept: write where clients are led: %w", err)
	}
	if err := os.MkdirAll(files.Python, 0o755); err != nil {
		return said.Errorf("make the folder for Python: %w", err)
	}
	for _, f := range []struct {
		path    string
		content []byte
	}{
		{filepath.Join(filepath.Dir(files.Node), "lead.json"), settings},
		{files.Node, nodeScript},
		{filepath.Join(files.Python, "sitecustomize.py"), pythonModule},
		{files.Java, javaAgent},
	} {
		if err := replace(f.path, f.content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
