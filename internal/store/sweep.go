package store

import "context"

// sweepBatch bounds how long one write of a sweep can take.
const sweepBatch = 500

// Sweep calls drop, which deletes up to limit records and returns how many, until none
// is left. It returns how many there were.
func Sweep(ctx context.Context, drop func(ctx context.Context, limit int) (int, error)) (total int, err error) {
	for {
		n, err := drop(ctx, sweepBatch)
		total += n
		if err != nil || n < sweepBatch {
			return total, err
		}
	}
}
