package merchant

import (
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// modification is what a caller asks for.
type modification struct {
	picture picture
	// intro is the introduction to set; "" keeps the current one.
	intro  string
	caller string
	rid    weixin.RID
	at     time.Time
}

// picture is the head image that a caller asks for.
type picture struct {
	// mediaID is "" to keep the current image.
	mediaID string
	// blob is the image's; none says why the media id names none, "" if it does.
	blob store.Hash
	none string
}

// modify is the rule of modify_merchant. It returns nil where nothing would
// change. The order of its checks is ours: the page gives none.
//
//fidelity:choice modifywxastore order | 43104, 85053, 85050, 85056, 85036, 85049
//fidelity:inferred modifywxastore picture-life | the picture stays beyond the media's 3 days | a head image does not vanish
//fidelity:choice modifywxastore unchanged | nothing to change, or values equal to the current ones: ok, nothing is recorded or counted
//fidelity:choice modifywxastore 85049 | the month is Shanghai's; only changes that took effect count
//fidelity:inferred modifywxastore review | a change takes effect at once, without a review | the answer has no audit id, and no event exists
//fidelity:differs monthly ceiling | not published | the account's own; none unless seeded | a test needs to set it
func modify(policy store.Policy, before store.Merchant, m modification) (*store.Modification, error) {
	if err := open(policy, before); err != nil {
		return nil, err
	}
	switch {
	case m.picture.none != "":
		return nil, edge.Refuse(weixin.UnusableMedia, "headimg_mediaid: %s", m.picture.none)
	case forbidden(policy.ForbiddenWords, m.intro):
		return nil, edge.Refuse(weixin.IllegalIntro, "the intro holds a forbidden word")
	}
	after := before
	if m.intro != "" {
		after.Intro = m.intro
	}
	if m.picture.mediaID != "" {
		after.Headimg = m.picture.blob
	}
	return change(policy, before, after, m)
}

// open is the rule of whether a merchant can be changed at all.
func open(policy store.Policy, before store.Merchant) error {
	switch {
	case policy.CategoryBarred:
		return edge.Refuse(weixin.NoPermission, "the category of %s is barred", before.AppID)
	case before.State == store.MerchantNone:
		return edge.Refuse(weixin.ApplyFirst, "%s has no store Mini Program", before.AppID)
	case before.State == store.MerchantFailed:
		return edge.Refuse(weixin.ApplyFirst, "the application of %s has failed", before.AppID)
	case before.State == store.MerchantReviewing:
		return edge.Refuse(weixin.Verifying, "the application of %s is under review", before.AppID)
	}
	return nil
}

// change counts a change of what a merchant shows, and notes it. It returns nil
// where nothing would change.
func change(policy store.Policy, before, after store.Merchant, m modification) (*store.Modification, error) {
	if after.Intro == before.Intro && after.Headimg == before.Headimg {
		return nil, nil
	}
	if month := weixin.Month(m.at); after.Month != month {
		after.Month, after.MonthChanges = month, 0
	}
	if limit := policy.ModifyPerMonth; limit > 0 && after.MonthChanges >= limit {
		return nil, edge.Refuse(weixin.ModifyLimit, "%d of %d changes were made in %s", after.MonthChanges, limit, after.Month)
	}
	after.MonthChanges++
	return noted(before, after, m), nil
}

// noted makes a version of a change, and notes it.
func noted(before, after store.Merchant, m modification) *store.Modification {
	after.Version, after.UpdatedAt = before.Version+1, m.at
	return &store.Modification{Merchant: after, Change: store.Change{
		AppID: after.AppID, Version: after.Version,
		BeforeIntro: before.Intro, AfterIntro: after.Intro,
		BeforeHeadimg: before.Headimg, AfterHeadimg: after.Headimg,
		Caller: m.caller, RID: string(m.rid), At: m.at,
	}}
}

// forbidden reports whether the text holds one of the words, in any case.
//
//fidelity:choice modifywxastore 85036 | the intro holds a word of the account's list, in any case of letters
//fidelity:differs forbidden words | not published | the account's own list; empty unless seeded | a test needs to set them
func forbidden(words []string, text string) bool {
	text = strings.ToLower(text)
	for _, word := range words {
		if word != "" && strings.Contains(text, strings.ToLower(word)) {
			return true
		}
	}
	return false
}
