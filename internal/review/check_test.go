package review

import (
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// TestCheckRuleCodes holds which codes a rule may answer for what.
func TestCheckRuleCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind store.ReviewKind
		code int
		fine bool
	}{
		{"", 85029, true}, {store.ReviewApplication, 85029, true}, {store.ReviewStore, 85041, true}, {store.ReviewStore, 85042, true},
		{"", 85041, false}, {store.ReviewApplication, 85042, false}, {store.ReviewStore, 85029, false},
		{store.ReviewPlace, 85029, false}, {store.ReviewPictures, 85041, false}, {store.ReviewStore, 1, false},
	} {
		if err := CheckRule(store.ReviewRule{Kind: c.kind, Code: c.code}); (err == nil) != c.fine {
			t.Errorf("kind %q, code %d: %v", c.kind, c.code, err)
		}
	}
}
