package account

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// keptExpired is how long an expired token is still known, so that it is
// answered 42001 and not 40001.
//
//fidelity:choice all expired | a token is answered 42001 for 7 days after its end, then 40001
const keptExpired = 7 * 24 * time.Hour

// Sweep forgets tokens that expired long ago and returns how many.
func (r *Module) Sweep(ctx context.Context, now time.Time) (int, error) {
	return store.Sweep(ctx, func(ctx context.Context, limit int) (int, error) {
		return r.Store.DropTokens(ctx, now.Add(-keptExpired), limit)
	})
}
