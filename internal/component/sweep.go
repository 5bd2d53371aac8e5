package component

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// keptExpired is how long an expired code is still known, so that it is
// answered as expired and not as unknown.
//
//fidelity:choice getcomponentaccesstoken,getauthorizerrefreshtoken expired | a ticket is answered 61005, a code 61010, for 7 days after its end, then 61006 and 61009
const keptExpired = 7 * 24 * time.Hour

// Sweep forgets codes that expired long ago and returns how many.
func (r *Module) Sweep(ctx context.Context, now time.Time) (int, error) {
	return store.Sweep(ctx, func(ctx context.Context, limit int) (int, error) {
		return r.Store.DropCodes(ctx, now.Add(-keptExpired), limit)
	})
}
