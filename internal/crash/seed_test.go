package crash

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writeSeed writes the seed file of the crew's accounts and returns its path
// and the shops it declares. Every shop begins with a picture.
func writeSeed(t *testing.T, c *crew) (string, map[string]shop) {
	t.Helper()
	dir := t.TempDir()
	picture := draw(0)
	if err := os.WriteFile(filepath.Join(dir, "shop.png"), picture, 0o600); err != nil {
		t.Fatal(err)
	}
	shops := make(map[string]shop)
	var seed strings.Builder
	seed.WriteString("accounts:\n")
	for _, client := range c.clients {
		if _, ok := shops[client.appID]; ok {
			continue
		}
		shops[client.appID] = shop{intro: "as seeded", picture: sha256.Sum256(picture)}
		fmt.Fprintf(&seed, "  - {appid: %s, secret: %s, merchant: {nickname: a shop, intro: as seeded, headimg: shop.png}}\n",
			client.appID, secretOf(client.appID))
	}
	path := filepath.Join(dir, "seed.yaml")
	if err := os.WriteFile(path, []byte(seed.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, shops
}
