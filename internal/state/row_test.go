package state_test

import (
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/state"
)

// TestCheckRow holds what the modules would trip over later.
func TestCheckRow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		table string
		row   map[string]any
		why   string
	}{
		{"authorizations", map[string]any{"app_id": "wx1", "state": "granted", "permission_sets": "[8,13]"}, ""},
		{"authorizations", map[string]any{"app_id": "wx1", "state": "lent", "permission_sets": "[]"}, `state "lent"`},
		{"authorizations", map[string]any{"app_id": "wx1", "state": "void", "permission_sets": `["8"]`}, "permission_sets"},
		{"components", map[string]any{"app_id": "wx1", "permission_sets": "8"}, "permission_sets"},
		{"pushes", map[string]any{"app_id": "wx1", "state": "dead"}, ""},
		{"pushes", map[string]any{"app_id": "wx1", "state": "lost"}, `state "lost"`},
		{"tokens", map[string]any{"app_id": "../x"}, "app id"},
	} {
		err := state.CheckRow(c.table, c.row)
		if c.why == "" && err != nil || c.why != "" && (err == nil || !strings.Contains(err.Error(), c.why)) {
			t.Errorf("%s %v: %v, want %q", c.table, c.row, err, c.why)
		}
	}
}
