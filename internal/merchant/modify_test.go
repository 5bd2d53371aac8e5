package merchant

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

var at = time.Date(2026, 3, 31, 15, 59, 59, 0, time.UTC) // a second before April in Shanghai

func approved() store.Merchant {
	return store.Merchant{AppID: "wx", State: store.MerchantApproved, Intro: "old", Headimg: store.Hash{1}, Version: 7, Month: "2026-03", MonthChanges: 2}
}

// TestModify holds the rule's answers, first reason first.
func TestModify(t *testing.T) {
	found := picture{mediaID: "id", blob: store.Hash{2}}
	lost := picture{mediaID: "id", none: "it expired"}
	for name, c := range map[string]struct {
		policy store.Policy
		state  store.MerchantState
		m      modification
		want   weixin.Code
	}{
		"barred before all":     {store.Policy{CategoryBarred: true}, store.MerchantNone, modification{picture: lost}, weixin.NoPermission},
		"none before picture":   {store.Policy{}, store.MerchantNone, modification{picture: lost}, weixin.ApplyFirst},
		"review before picture": {store.Policy{}, store.MerchantReviewing, modification{picture: lost}, weixin.Verifying},
		"picture before words":  {store.Policy{ForbiddenWords: []string{"bad"}}, store.MerchantApproved, modification{picture: lost, intro: "bad"}, weixin.UnusableMedia},
		"words before ceiling":  {store.Policy{ForbiddenWords: []string{"bad"}, ModifyPerMonth: 1}, store.MerchantApproved, modification{intro: "so BAD"}, weixin.IllegalIntro},
		"ceiling":               {store.Policy{ModifyPerMonth: 2}, store.MerchantApproved, modification{intro: "new"}, weixin.ModifyLimit},
		"ceiling, no change":    {store.Policy{ModifyPerMonth: 2}, store.MerchantApproved, modification{intro: "old"}, weixin.OK},
		"empty word":            {store.Policy{ForbiddenWords: []string{""}}, store.MerchantApproved, modification{intro: "new"}, weixin.OK},
		"both":                  {store.Policy{ModifyPerMonth: 3}, store.MerchantApproved, modification{intro: "new", picture: found}, weixin.OK},
	} {
		before := approved()
		before.State = c.state
		c.m.at = at
		_, err := modify(c.policy, before, c.m)
		code := weixin.OK
		var refusal *edge.Refusal
		if errors.As(err, &refusal) {
			code = refusal.Code
		}
		if code != c.want {
			t.Errorf("%s: %d (%v), want %d", name, code, err, c.want)
		}
	}
}

// TestModifyWrites holds what a change leaves behind.
func TestModifyWrites(t *testing.T) {
	got, err := modify(store.Policy{}, approved(), modification{intro: "new", caller: "wx", rid: "r", at: at.Add(time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	after := approved()
	after.Intro, after.Version, after.Month, after.MonthChanges, after.UpdatedAt = "new", 8, "2026-04", 1, at.Add(time.Second)
	want := &store.Modification{Merchant: after, Change: store.Change{
		AppID: "wx", Version: 8, BeforeIntro: "old", AfterIntro: "new",
		BeforeHeadimg: store.Hash{1}, AfterHeadimg: store.Hash{1}, Caller: "wx", RID: "r", At: at.Add(time.Second),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestModifyKeepsTheCeiling asks for changes at random over some months: in no
// month of Shanghai do more than the ceiling take effect, and history follows
// the state.
func TestModifyKeepsTheCeiling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 4).Draw(t, "limit")
		m, now := approved(), at
		m.Month, m.MonthChanges = "", 0
		perMonth := make(map[string]int)
		for range rapid.IntRange(1, 40).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.IntRange(0, 10*24*60).Draw(t, "minutes")) * time.Minute)
			ask := modification{intro: rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "intro"), at: now}
			result, err := modify(store.Policy{ModifyPerMonth: limit}, m, ask)
			if err != nil {
				if perMonth[weixin.Month(now)] < limit {
					t.Fatalf("refused with %d of %d: %v", perMonth[weixin.Month(now)], limit, err)
				}
				continue
			}
			if result == nil {
				if ask.intro != "" && ask.intro != m.Intro {
					t.Fatal("a change was not made")
				}
				continue
			}
			if result.Change.BeforeIntro != m.Intro || result.Change.AfterIntro != ask.intro || result.Change.Version != m.Version+1 {
				t.Fatalf("the history does not follow: %+v", result.Change)
			}
			m = result.Merchant
			perMonth[weixin.Month(now)]++
		}
		for month, n := range perMonth {
			if n > limit {
				t.Fatalf("%d changes in %s", n, month)
			}
		}
	})
}
