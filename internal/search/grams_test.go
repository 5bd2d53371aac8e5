package search_test

import (
	"slices"
	"testing"

	"github.com/wxastore/wxastore/internal/search"
)

// TestRare leaves the grams out that every text has.
func TestRare(t *testing.T) {
	sample := []string{"每天早上七点开门，甲", "每天早上七点开门，乙", "每天早上七点开门，丙", "每天早上七点开门，丁"}
	for text, want := range map[string]string{
		"七点开门，甲": "，甲", // in one of four
		"七点开门，戊": "，戊",
		"开门":     "开门",
		"饺子":     "饺子",
	} {
		if got := search.Rare(search.Wanted(text), sample); !slices.Equal(got, search.Wanted(want)) {
			t.Errorf("of %q it looks for %v, want the grams of %q", text, got, want)
		}
	}
	if got := search.Rare(search.Wanted("七点开门"), nil); !slices.Equal(got, search.Wanted("七点开门")) {
		t.Errorf("without a sample it looks for %v", got)
	}
}
