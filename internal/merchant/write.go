package merchant

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Modify runs a rule on the merchant of an existing account and keeps what it
// returns, if anything. A new head image is kept for good. pictures are the head
// images that the rule may choose. Modify returns store.ErrNotFound for an unknown
// account and for a head image that is not recorded.
func Modify(ctx context.Context, w store.Writer, appID string, rule func(store.Policy, store.Merchant) (*store.Modification, error), pictures ...store.Hash) error {
	keys := []store.Key{store.AccountKey(appID), store.MerchantKey(appID)}
	for _, h := range pictures {
		if !h.IsZero() {
			keys = append(keys, store.BlobKey(h))
		}
	}
	return w.Write(ctx, keys, func(tx store.Tx) error {
		account, before, err := both(tx, appID)
		if err != nil {
			return err
		}
		mod, err := rule(account.Policy, before)
		if mod == nil || err != nil {
			return err
		}
		return keep(tx, before, mod)
	})
}

// both are an account, which must be there, and its merchant.
func both(tx store.Tx, appID string) (store.Account, store.Merchant, error) {
	account, err := tx.Account(appID)
	if err != nil {
		return account, store.Merchant{}, fmt.Errorf("account %s: %w", appID, err)
	}
	m, err := merchantOf(tx, appID)
	return account, m, err
}

// keep puts a modification.
func keep(tx store.Tx, before store.Merchant, mod *store.Modification) error {
	after, change := mod.Merchant, mod.Change
	after.AppID, change.AppID = before.AppID, before.AppID
	if after.Version != before.Version+1 || change.Version != after.Version {
		return fmt.Errorf("the rule made version %d and change %d of version %d", after.Version, change.Version, before.Version)
	}
	if after.Headimg != before.Headimg && !after.Headimg.IsZero() {
		if err := keepPicture(tx, after.Headimg); err != nil {
			return err
		}
	}
	tx.PutMerchant(after)
	tx.AddChange(change)
	return nil
}

// keepPicture keeps a head image for good.
func keepPicture(tx store.Tx, h store.Hash) error {
	blob, err := tx.Blob(h)
	if err != nil {
		return fmt.Errorf("head image %s: %w", h, err)
	}
	if !blob.Kept {
		blob.Kept = true
		tx.PutBlob(blob)
	}
	return nil
}

// Declare adds a merchant to an account that has none, and reports whether it did.
// Its head image is recorded as kept. One that is not approved has an application,
// which is as r says; nil is one in review, or one that failed if the merchant has.
func Declare(tx store.Tx, m store.Merchant, r *store.Review) (added bool, err error) {
	if _, err := tx.Merchant(m.AppID); !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	tx.PutMerchant(m)
	if err := declareApplication(tx, m, r); err != nil {
		return false, err
	}
	if m.Headimg.IsZero() {
		return true, nil
	}
	if err := keepPicture(tx, m.Headimg); errors.Is(err, store.ErrNotFound) {
		tx.PutBlob(store.RecordedBlob{Hash: m.Headimg, Kept: true, CreatedAt: m.UpdatedAt})
	} else if err != nil {
		return false, err
	}
	return true, nil
}

// declareApplication adds the application of a merchant that is not approved, with its
// review, which an operator decides.
func declareApplication(tx store.Tx, m store.Merchant, r *store.Review) error {
	if m.State == store.MerchantApproved {
		return nil
	}
	if r == nil {
		r = &store.Review{State: store.ReviewReviewing}
		if m.State == store.MerchantFailed {
			r.State = store.ReviewFailed
		}
	}
	return addApplication(tx, m, *r)
}

// addApplication adds an application for what m shows, made at its UpdatedAt, with a
// review of a State and a Reason.
func addApplication(tx store.Tx, m store.Merchant, declared store.Review) error {
	reviewer, err := tx.Reviewer(m.AppID)
	if err != nil {
		return err
	}
	declared.AppID, declared.AuditID, declared.Kind, declared.Name, declared.SubmittedAt = m.AppID, reviewer.Next(), store.ReviewApplication, m.Nickname, m.UpdatedAt
	if !m.Headimg.IsZero() {
		declared.Pictures = []string{m.Headimg.String()}
	}
	switch {
	case declared.State.Decided():
		declared.DecidedAt = m.UpdatedAt
	case declared.State == store.ReviewWaiting:
		declared.DueAt = m.UpdatedAt.Add(weixin.ConfirmTime)
	}
	tx.PutReviewer(reviewer)
	tx.AddReview(declared)
	tx.PutApplication(store.Application{AppID: m.AppID, AuditID: declared.AuditID, Nickname: m.Nickname, Intro: m.Intro, Headimg: m.Headimg})
	return nil
}

// Add checks and declares the merchant of an account that an operator adds.
func Add(tx store.Tx, m store.Merchant) error {
	if err := check(m); err != nil {
		return err
	}
	_, err := Declare(tx, m, nil)
	return err
}

// check says what is wrong with a merchant that an operator declares.
func check(m store.Merchant) error {
	switch m.State {
	case store.MerchantApproved, store.MerchantReviewing, store.MerchantFailed:
	case store.MerchantNone:
		fallthrough
	default:
		return store.Mistakef("merchant: unknown state %q: use %s, %s or %s", m.State, store.MerchantApproved, store.MerchantReviewing, store.MerchantFailed)
	}
	for _, text := range []string{m.Nickname, m.Intro} {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return store.Mistakef("merchant: a text is not UTF-8, or holds U+0000")
		}
	}
	return nil
}
