package merchant

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Revert makes an account's merchant what it was after the change of a version;
// 0 is what it was before the first. by is noted as the caller. A version that
// there is not is store.ErrNotFound. seen is the version that the merchant has as
// far as by knows, negative if they do not say: if it has another, nothing is
// changed and Revert returns store.ErrConflict.
func (r *Module) Revert(ctx context.Context, appID string, version, seen int64, by string, at time.Time) (store.Merchant, error) {
	// Version 0 is seen on the first change.
	changes, err := r.Store.LatestChanges(ctx, appID, max(version, 1)+1, 1)
	if err != nil {
		return store.Merchant{}, fmt.Errorf("merchant: %w", err)
	}
	if len(changes) == 0 || changes[0].Version != max(version, 1) {
		return store.Merchant{}, fmt.Errorf("version %d of %s: %w", version, appID, store.ErrNotFound)
	}
	to := earlier{changes[0].AfterIntro, changes[0].AfterHeadimg}
	if version <= 0 {
		to = earlier{changes[0].BeforeIntro, changes[0].BeforeHeadimg}
	}
	var result store.Merchant
	err = Modify(ctx, r.Store, appID, func(policy store.Policy, before store.Merchant) (*store.Modification, error) {
		if seen >= 0 && before.Version != seen {
			return nil, fmt.Errorf("merchant %s: %w", appID, store.ErrConflict)
		}
		result = before
		mod, err := revert(policy, before, to, modification{caller: by, at: at})
		if mod != nil {
			result = mod.Merchant
		}
		return mod, err
	}, to.headimg)
	return result, err
}

// earlier is what a merchant showed once.
type earlier struct {
	intro   string
	headimg store.Hash
}

// revert is the rule of going back: that of a call, but that the picture is
// known and that what was empty can be empty again.
func revert(policy store.Policy, before store.Merchant, to earlier, m modification) (*store.Modification, error) {
	if err := open(policy, before); err != nil {
		return nil, err
	}
	if forbidden(policy.ForbiddenWords, to.intro) {
		return nil, edge.Refuse(weixin.IllegalIntro, "the earlier intro holds a forbidden word")
	}
	after := before
	after.Intro, after.Headimg = to.intro, to.headimg
	return change(policy, before, after, m)
}
