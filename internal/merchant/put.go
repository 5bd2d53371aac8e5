package merchant

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Put gives an account a merchant of the State, Nickname, Intro and Headimg of
// m, in the place of what is there. It makes a version, but does not count
// towards the month's ceiling, and no rule of a call forbids it. One that is under
// review has an application, which can be decided; one that is not has none that is
// open, and no event tells of that. The account must exist, and the blob of the picture
// be recorded: otherwise Put returns store.ErrNotFound.
func (r *Module) Put(ctx context.Context, appID string, m store.Merchant, at time.Time) error {
	_, err := r.put(ctx, appID, m, modification{at: at}, store.AnyVersion)
	return err
}

// Edit is Put by an operator, who is noted as the caller, and says what version of the
// merchant they have seen; "" is that there is none. If it is another by now, nothing is
// changed and Edit returns store.ErrConflict.
func (r *Module) Edit(ctx context.Context, appID string, m store.Merchant, version, by string, at time.Time) (store.Merchant, error) {
	if err := check(m); err != nil {
		return store.Merchant{}, err
	}
	return r.put(ctx, appID, m, modification{caller: by, at: at}, version)
}

// Drop deletes the merchant of an account, with its history and its applications, so that
// the account has none and can apply for one, or returns store.ErrNotFound. version is what was
// seen of it, "" for whatever is there: if it is another by now, nothing is deleted and
// Drop returns store.ErrConflict.
func (r *Module) Drop(ctx context.Context, appID, version string) error {
	return r.Store.Write(ctx, []store.Key{store.AccountKey(appID), store.MerchantKey(appID)}, func(tx store.Tx) error {
		m, err := tx.Merchant(appID)
		if err == nil && !store.Unchanged(version, m.ShownVersion()) {
			err = store.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("merchant %s: %w", appID, err)
		}
		return tx.DropMerchant(appID)
	})
}

// seenVersion is a merchant's version as operators see it, "" of one that there is not.
func seenVersion(m store.Merchant) string {
	if m.State == store.MerchantNone {
		return ""
	}
	return m.ShownVersion()
}

func (r *Module) put(ctx context.Context, appID string, m store.Merchant, as modification, version string) (result store.Merchant, err error) {
	newest, err := r.newest(ctx, appID)
	if err != nil {
		return result, err
	}
	wanted := operatorKeys(appID, newest)
	if !m.Headimg.IsZero() {
		wanted = append(wanted, store.BlobKey(m.Headimg))
	}
	err = r.Store.Write(ctx, wanted, func(tx store.Tx) error {
		_, before, err := both(tx, appID)
		if err != nil {
			return err
		}
		if version != seenVersion(before) && version != store.AnyVersion {
			return fmt.Errorf("merchant %s: %w", appID, store.ErrConflict)
		}
		after := before
		after.State, after.Nickname, after.Intro, after.Headimg = m.State, m.Nickname, m.Intro, m.Headimg
		mod := noted(before, after, as)
		result = mod.Merchant
		if err := keep(tx, before, mod); err != nil {
			return err
		}
		application, err := undecided(tx, newest)
		switch isOpen := application.AuditID != 0; {
		case err != nil || isOpen == (m.State == store.MerchantReviewing):
			return err
		case m.State == store.MerchantReviewing:
			return declareApplication(tx, mod.Merchant, nil)
		}
		application.State, application.DueAt, application.DecidedAt = store.ReviewPassed, time.Time{}, as.at
		if m.State != store.MerchantApproved {
			application.State = store.ReviewFailed
		}
		tx.PutReview(application)
		return nil
	})
	return result, err
}

// PutApplication gives an account an application for a store Mini Program of the Nickname,
// Intro and Headimg of m, in the place of the store Mini Program that is there, with a
// review of a State and a Reason. It leaves the account as that state leaves it, but
// queues no event and asks no rule. What is not decided is left to an operator.
func (r *Module) PutApplication(ctx context.Context, appID string, m store.Merchant, as store.Review, at time.Time) error {
	keys := []store.Key{store.AccountKey(appID), store.MerchantKey(appID), store.ReviewerKey(appID)}
	return r.Store.Write(ctx, keys, func(tx store.Tx) error {
		if _, err := tx.Account(appID); err != nil {
			return fmt.Errorf("account %s: %w", appID, err)
		}
		before, err := merchantOf(tx, appID)
		if err != nil {
			return err
		}
		applied := m
		applied.AppID, applied.UpdatedAt = appID, at
		if err := addApplication(tx, applied, as); err != nil {
			return err
		}
		after := before
		after.Nickname, after.UpdatedAt = m.Nickname, at
		switch as.State {
		case store.ReviewPassed:
			after.State, after.Intro, after.Headimg = store.MerchantApproved, m.Intro, m.Headimg
			return keep(tx, before, noted(before, after, modification{at: at}))
		case store.ReviewFailed, store.ReviewRefused:
			after.State = store.MerchantFailed
		case store.ReviewWaiting, store.ReviewReviewing:
			after.State = store.MerchantReviewing
		}
		tx.PutMerchant(after)
		if m.Headimg.IsZero() {
			return nil
		}
		return keepPicture(tx, m.Headimg)
	})
}
