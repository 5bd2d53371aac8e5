package merchant

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Put gives an account a merchant of the State, Nickname, Intro and Headimg of
// m, in the place of what is there. It makes a version, but does not count
// towards the month's ceiling, and no rule of a call forbids it. The account must
// exist, and the blob of the picture be recorded: otherwise Put returns
// store.ErrNotFound.
func (r *Module) Put(ctx context.Context, appID string, m store.Merchant, at time.Time) error {
	return Modify(ctx, r.Store, appID, func(_ store.Policy, before store.Merchant) (*store.Modification, error) {
		after := before
		after.State, after.Nickname, after.Intro, after.Headimg = m.State, m.Nickname, m.Intro, m.Headimg
		return noted(before, after, modification{at: at}), nil
	}, m.Headimg)
}
