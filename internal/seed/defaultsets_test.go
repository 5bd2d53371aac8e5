package seed

import (
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// TestDefaultSetsOpenEveryInterface holds that a platform whose seed names no
// permission sets can call for accounts whatever a platform can call for them.
func TestDefaultSetsOpenEveryInterface(t *testing.T) {
	for _, d := range weixin.Declarations() {
		if len(d.PermissionSets) > 0 && !d.OpenTo(defaultSets()) {
			t.Errorf("%s needs one of the permission sets %v; defaultSets has none of them: add one, and a line to docs/platforms.md and the CHANGELOG, since seeded platforms then ask for it", d.Name, d.PermissionSets)
		}
	}
}
