package merchant

import (
	"errors"
	"testing"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// TestRevert holds that going back follows the rule of a call.
func TestRevert(t *testing.T) {
	for name, c := range map[string]struct {
		policy store.Policy
		state  store.MerchantState
		to     earlier
		want   weixin.Code
	}{
		"barred":         {store.Policy{CategoryBarred: true}, store.MerchantApproved, earlier{}, weixin.NoPermission},
		"none":           {store.Policy{}, store.MerchantNone, earlier{}, weixin.ApplyFirst},
		"review":         {store.Policy{}, store.MerchantReviewing, earlier{}, weixin.Verifying},
		"words":          {store.Policy{ForbiddenWords: []string{"bad"}, ModifyPerMonth: 1}, store.MerchantApproved, earlier{intro: "so BAD"}, weixin.IllegalIntro},
		"ceiling":        {store.Policy{ModifyPerMonth: 2}, store.MerchantApproved, earlier{intro: "older"}, weixin.ModifyLimit},
		"nothing to do":  {store.Policy{ModifyPerMonth: 2}, store.MerchantApproved, earlier{"old", store.Hash{1}}, weixin.OK},
		"to empty again": {store.Policy{ModifyPerMonth: 3}, store.MerchantApproved, earlier{}, weixin.OK},
	} {
		before := approved()
		before.State = c.state
		mod, err := revert(c.policy, before, c.to, modification{caller: "operator", at: at})
		code := weixin.OK
		if refusal, ok := errors.AsType[*edge.Refusal](err); ok {
			code = refusal.Code
		}
		if code != c.want {
			t.Errorf("%s: %v, want %d", name, err, c.want)
		}
		if mod == nil {
			continue
		}
		m, h := mod.Merchant, mod.Change
		if m.Intro != c.to.intro || m.Headimg != c.to.headimg || m.Version != 8 || m.MonthChanges != 3 || h.Caller != "operator" || h.BeforeIntro != "old" {
			t.Errorf("%s: %+v", name, mod)
		}
	}
}
