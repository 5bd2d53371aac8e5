package review

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// kinds are the kinds of reviews.
func kinds() []store.ReviewKind {
	return []store.ReviewKind{store.ReviewApplication, store.ReviewPlace, store.ReviewStore, store.ReviewPictures}
}

// States are the states of a review.
func States() []store.ReviewState {
	return []store.ReviewState{store.ReviewWaiting, store.ReviewReviewing, store.ReviewPassed, store.ReviewFailed, store.ReviewRefused}
}

// Check says what is wrong with the kind and the state of a review.
func Check(kind store.ReviewKind, state store.ReviewState) error {
	if !slices.Contains(kinds(), kind) {
		return store.Mistakef("unknown kind of review %q: use one of %s", kind, kinds())
	}
	if !slices.Contains(States(), state) {
		return store.Mistakef("unknown state of a review %q: use one of %s", state, States())
	}
	return nil
}

// CheckRule says what is wrong with a rule.
func CheckRule(r store.ReviewRule) error {
	switch {
	case r.Kind != "" && !slices.Contains(kinds(), r.Kind):
		return store.Mistakef("unknown kind of review %q: use one of %s", r.Kind, kinds())
	case !utf8.ValidString(r.Like+r.Reason) || strings.ContainsRune(r.Like+r.Reason, 0):
		return store.Mistakef("a text of a rule is not UTF-8, or holds U+0000")
	case r.Every < 0:
		return store.Mistakef("every %d: it cannot be negative", r.Every)
	case r.Code != 0 && r.Kind == store.ReviewStore && !slices.Contains(storeCodes(), weixin.Code(r.Code)):
		return store.Mistakef("code %d: a store is refused with one of %v", r.Code, storeCodes())
	case r.Code != 0 && r.Kind != store.ReviewStore && !slices.Contains(weixin.ApplyMerchant.Errors, weixin.Code(r.Code)):
		return store.Mistakef("code %d: an application is refused with one of %v", r.Code, weixin.ApplyMerchant.Errors)
	case r.Code != 0 && (r.Every != 0 || r.Refused):
		return store.Mistakef("code %d: a call is answered with it, so every and refused do not go with it", r.Code)
	case r.Code != 0 && (r.Kind == store.ReviewPlace || r.Kind == store.ReviewPictures):
		return store.Mistakef("code %d: only an application or a store can be answered with one", r.Code)
	}
	return nil
}

// storeCodes are those that add_store answers by a rule of kind store.
func storeCodes() []weixin.Code { return []weixin.Code{weixin.LicenceUsed, weixin.NearbyLimit} }

// Declare makes the rules of an account's reviews what a declaration says, and reports
// whether that changed anything.
func Declare(tx store.Tx, appID string, rules []store.ReviewRule) (changed bool, err error) {
	reviewer, err := tx.Reviewer(appID)
	if err != nil || slices.Equal(reviewer.Rules, rules) {
		return false, err
	}
	reviewer.Rules = rules
	tx.PutReviewer(reviewer)
	return true, nil
}

// CheckRules says what is wrong with rules as they are kept.
func CheckRules(text string) error {
	var rules []store.ReviewRule
	if err := json.Unmarshal([]byte(text), &rules); err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	for _, r := range rules {
		if err := CheckRule(r); err != nil {
			return err
		}
	}
	return nil
}
