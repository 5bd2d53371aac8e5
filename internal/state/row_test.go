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
		{"shops", shopRow("", nil), ""},
		{"shops", shopRow("poi_id", ""), "no poi_id"},
		{"shops", shopRow("poi_id", "12"), "not a number of 9 digits"},
		{"shops", shopRow("status", int64(4)), "status 4"},
		{"shops", shopRow("upgrade", int64(5)), "upgrade_status 5"},
		{"shops", shopRow("old_position", int64(-2)), "old_position -2"},
		{"shops", shopRow("pictures", "{}"), "pictures"},
		{"shops", shopRow("new_pictures", "[1]"), "new_pictures"},
		{"shops", shopRow("qualifications", `["abc"]`), "qualifications"},
		{"shop_positions", map[string]any{"app_id": "wx1", "list": "old", "position": int64(0)}, ""},
		{"shop_positions", map[string]any{"app_id": "wx1", "list": "new", "position": int64(0)}, `list "new"`},
		{"shop_positions", map[string]any{"app_id": "wx1", "list": "shops", "position": int64(-1)}, "position -1"},
		{"shop_counts", map[string]any{"app_id": "wx1", "listed": int64(1), "old": int64(0), "unmigrated": int64(-1)}, "negative"},
		{"cards", map[string]any{"app_id": "wx1", "card_id": ""}, "no id"},
		{"applications", map[string]any{"app_id": "wx1", "papers": "[]", "other_files": `["abc"]`}, "other_files"},
		{"settings", map[string]any{"name": "poi_ids", "value": []byte("12")}, "before the first"},
	} {
		err := state.CheckRow(c.table, c.row)
		if c.why == "" && err != nil || c.why != "" && (err == nil || !strings.Contains(err.Error(), c.why)) {
			t.Errorf("%s %v: %v, want %q", c.table, c.row, err, c.why)
		}
	}
}

// shopRow is a row of a store in which one column may have another value.
func shopRow(column string, value any) map[string]any {
	row := map[string]any{
		"app_id": "wx1", "poi_id": "472671857", "status": int64(1), "upgrade": int64(0), "position": int64(0), "old_position": int64(-1),
		"pictures": `["http://mmbiz.qpic.cn/a"]`, "new_pictures": "[]", "qualifications": "[]",
	}
	if column != "" {
		row[column] = value
	}
	return row
}
