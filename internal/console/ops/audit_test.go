package ops

import (
	"sync/atomic"
	"testing"
	"time"
)

// TestAuditIDsAscend makes ids while the clock stands still and while it goes back.
func TestAuditIDsAscend(t *testing.T) {
	c := Console{lastAudit: new(atomic.Int64)}
	now, last := time.Date(2026, 3, 2, 2, 30, 0, 0, time.UTC), ""
	for i := range 1000 {
		id := c.newAuditID(now.Add(-time.Duration(i%3) * time.Microsecond))
		if id <= last || len(id) != 28 {
			t.Fatalf("%q comes after %q", id, last)
		}
		last = id
	}
}
