package sqljournal_test

import (
	"slices"
	"testing"

	"github.com/wxastore/wxastore/internal/journal/sqljournal"
)

// TestChunksAreSought asks the database how it reads a journal. No query sorts more than the
// numbers of the few chunks that a rid may be in.
func TestChunksAreSought(t *testing.T) {
	j := openMemoryJournal(t)
	defer j.Close()
	want := map[string][]string{
		"of a second": {"SEARCH c USING INDEX chunks_second (last_second>? AND last_second<?)", "USE TEMP B-TREE FOR ORDER BY"},
		"summaries":   {"SEARCH c USING INTEGER PRIMARY KEY (rowid<?)"},
		"newer":       {"SEARCH c USING INTEGER PRIMARY KEY (rowid>?)"},
		"grams":       {"SEARCH c USING INTEGER PRIMARY KEY (rowid<?)"},
		"newer grams": {"SEARCH c USING INTEGER PRIMARY KEY (rowid>?)"},
		"body":        {"SEARCH c USING INTEGER PRIMARY KEY (rowid=?)"},
		"old":         {"SEARCH c USING INDEX chunks_first_at (first_at<?)"},
		"first":       {"SCAN c"}, // in the order of its key
		"sizes":       {"SEARCH c USING INTEGER PRIMARY KEY (rowid>?)"},
		"bodies":      {"SEARCH c USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
	}
	for name, query := range sqljournal.ChunkQueries() {
		if steps, err := j.DB().Plan(t.Context(), query); err != nil || !slices.Equal(steps, want[name]) {
			t.Errorf("%s: %q, %v, want %q", name, steps, err, want[name])
		}
	}
}
