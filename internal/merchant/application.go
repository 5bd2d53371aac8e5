package merchant

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// application is what an account applies with.
type application struct {
	first, second  int64
	nickname       string
	intro          string
	headimg        picture
	orgCode        picture
	papers, others []picture
}

// standing is what the rule of an application goes by.
type standing struct {
	policy   store.Policy
	merchant store.Merchant
	rules    []store.ReviewRule
}

// mostPapers is how many papers of one kind come with an application.
const mostPapers = 5

// apply is the rule of apply_merchant. The order of its checks is ours: the page gives
// none.
//
//fidelity:choice applywxastore order | 43104 of the account, 85050, 43104 of the category, 85030, 85033, 85036, 85056, 85024, then the rules of the account's seed
//fidelity:choice applywxastore approved | an account that has one already is answered 85050: the name cannot be changed by another application
//fidelity:inferred applywxastore waiting | 85050 also while the administrator has not confirmed | the call may be made again after 24 hours
//fidelity:choice applywxastore 43104 | also a category that is not in the tree, or whose levels do not belong together
//fidelity:differs codes about the account and the name | 85025-85029, 85031, 85032, 85034, 85035, 85049 and 85053 follow from what Weixin knows of others | a rule of the account's seed answers them, by the name | nothing is known of others
func apply(s standing, tree *Tree, a application) error {
	second, known := tree.second(a.first, a.second)
	switch {
	case s.policy.CategoryBarred:
		return edge.Refuse(weixin.NoPermission, "the category of %s is barred", s.merchant.AppID)
	case s.merchant.State == store.MerchantReviewing:
		return edge.Refuse(weixin.Verifying, "the application of %s is under review", s.merchant.AppID)
	case s.merchant.State == store.MerchantApproved:
		return edge.Refuse(weixin.Verifying, "%s has a store Mini Program", s.merchant.AppID)
	case !known:
		return edge.Refuse(weixin.NoPermission, "no category %d is under %d", a.second, a.first)
	}
	if err := checkNickname(a.nickname); err != nil {
		return err
	}
	if forbidden(s.policy.ForbiddenWords, a.intro) {
		return edge.Refuse(weixin.IllegalIntro, "the intro holds a forbidden word")
	}
	if err := a.checkPictures(); err != nil {
		return err
	}
	if second.SensitiveType != nil && *second.SensitiveType == 1 && len(a.papers) == 0 {
		return edge.Refuse(weixin.NeedMaterial, "the category %s needs papers in qualification_list", second.Name)
	}
	for _, rule := range s.rules {
		code := weixin.Code(rule.Code)
		if code == weixin.NeedMaterial && a.orgCode.mediaID != "" && len(a.others) > 0 {
			continue // they came
		}
		if code != weixin.OK && rule.Fits(store.ReviewApplication, a.nickname, 0) {
			return edge.Refuse(code, "a rule for names like %q: %s", rule.Like, rule.Reason)
		}
	}
	return nil
}

// checkPictures returns what is wrong with the pictures.
//
//fidelity:choice applywxastore 85056 | also no head image, another account's media, one not of type image, or more than 5 papers of a kind
//fidelity:inferred applywxastore headimg-format | the head image and the papers are as the head image of modify_merchant has to be | the page says jpg and png
func (a application) checkPictures() error {
	if a.headimg.mediaID == "" {
		return edge.Refuse(weixin.UnusableMedia, "headimg_mediaid is missing or empty")
	}
	for _, list := range []struct {
		name     string
		pictures []picture
	}{
		{"headimg_mediaid", []picture{a.headimg}},
		{"qualification_list", a.papers},
		{"org_code", []picture{a.orgCode}},
		{"other_files", a.others},
	} {
		if len(list.pictures) > mostPapers {
			return edge.Refuse(weixin.UnusableMedia, "%s has %d media ids, and at most %d may come", list.name, len(list.pictures), mostPapers)
		}
		for _, p := range list.pictures {
			if p.none != "" {
				return edge.Refuse(weixin.UnusableMedia, "%s: %s", list.name, p.none)
			}
		}
	}
	return nil
}

// reserved are words that no name may hold.
//
//fidelity:choice applywxastore 85033 | the name holds one of five words of Weixin's, in any case of letters
func reserved() []string { return []string{"微信", "腾讯", "weixin", "wechat", "tencent"} }

const shortestNickname, longestNickname = 4, 30

// checkNickname returns what is wrong with a name.
//
//fidelity:choice applywxastore 85030 | letters, digits, blanks and - _ · are not special
func checkNickname(name string) error {
	width := 0
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Han, r):
			width++
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune(" -_·", r):
		default:
			return edge.Refuse(weixin.InvalidNickname, "the nickname holds the special character %q", r)
		}
		width++
	}
	if width < shortestNickname || width > longestNickname {
		return edge.Refuse(weixin.InvalidNickname, "the nickname has %d characters, where a Chinese one counts 2", width)
	}
	if forbidden(reserved(), name) {
		return edge.Refuse(weixin.IllegalNickname, "the nickname holds a reserved word")
	}
	return nil
}

// record is what is kept of an application.
func (a application) record(appID string, auditID int64) store.Application {
	return store.Application{
		AppID: appID, AuditID: auditID, FirstCategory: a.first, SecondCategory: a.second, Nickname: a.nickname, Intro: a.intro,
		Headimg: a.headimg.blob, OrgCode: a.orgCode.blob, Papers: inHex(a.papers), OtherFiles: inHex(a.others),
	}
}

// blobs are those of all pictures.
func (a application) blobs() []store.Hash {
	all := []store.Hash{a.headimg.blob}
	for _, p := range append(append([]picture{a.orgCode}, a.papers...), a.others...) {
		if !p.blob.IsZero() {
			all = append(all, p.blob)
		}
	}
	return all
}

func inHex(pictures []picture) (hashes []string) {
	for _, p := range pictures {
		hashes = append(hashes, p.blob.String())
	}
	return hashes
}

// status is the number that get_merchant_audit_info has for a review.
func status(r store.Review) int {
	switch r.State {
	case store.ReviewWaiting, store.ReviewReviewing:
		return weixin.AuditReviewing
	case store.ReviewPassed:
		return weixin.AuditPassed
	case store.ReviewFailed:
		return weixin.AuditFailed
	case store.ReviewRefused:
		return weixin.AuditRefused
	}
	return weixin.AuditNone
}

// seen is the newest application as the merchant's state shows it, which an operator
// may have set without one.
func seen(r store.Review, m store.Merchant) store.Review {
	switch m.State {
	case store.MerchantApproved:
		r.State, r.Reason = store.ReviewPassed, ""
	case store.MerchantReviewing:
		r.State, r.Reason = store.ReviewReviewing, ""
	case store.MerchantNone, store.MerchantFailed:
	}
	return r
}

// pushed is the number that the event has for it.
func pushed(r store.Review) (int, error) {
	switch r.State {
	case store.ReviewPassed:
		return weixin.AuditPassed, nil
	case store.ReviewReviewing:
		return weixin.AuditReviewing, nil
	case store.ReviewFailed, store.ReviewRefused:
		return weixin.AuditFailed, nil
	case store.ReviewWaiting:
	}
	return 0, fmt.Errorf("merchant: no event says that a review is %s", r.State)
}
