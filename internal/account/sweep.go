package account

import (
	"context"
	"time"
)

// keptExpired is how long an expired token is still known, so that it is
// answered 42001 and not 40001.
//
//fidelity:choice all expired | a token is answered 42001 for 7 days after its end, then 40001
const keptExpired = 7 * 24 * time.Hour

// sweepBatch bounds how long one write of the sweep can take.
const sweepBatch = 500

// Sweep forgets tokens that expired long ago and returns how many.
func (r *Room) Sweep(ctx context.Context, now time.Time) (int, error) {
	total := 0
	for {
		n, err := r.Store.DropTokens(ctx, now.Add(-keptExpired), sweepBatch)
		total += n
		if err != nil || n < sweepBatch {
			return total, err
		}
	}
}
