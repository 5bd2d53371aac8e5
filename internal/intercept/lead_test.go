package intercept

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"
)

// TestWriteNode writes where the service is; a listener on every address is
// reached on this machine.
func TestWriteNode(t *testing.T) {
	files := FilesIn(t.TempDir())
	for address, want := range map[string]string{
		"127.0.0.1:8443": `{"host":"127.0.0.1","hosts":["api.weixin.qq.com"],"port":8443}`,
		"[::]:8443":      `{"host":"127.0.0.1","hosts":["api.weixin.qq.com"],"port":8443}`,
		"[::1]:9":        `{"host":"::1","hosts":["api.weixin.qq.com"],"port":9}`,
	} {
		if err := WriteNode(files, []string{"api.weixin.qq.com"}, netip.MustParseAddrPort(address)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(filepath.Dir(files.Node), "node.json"))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v", address, got, err)
		}
	}
}
