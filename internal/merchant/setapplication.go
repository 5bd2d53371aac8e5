package merchant

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// operatorKeys are the records of a write about the newest application of an account.
func operatorKeys(appID string, newest store.Review) []store.Key {
	keys := []store.Key{store.AccountKey(appID), store.MerchantKey(appID), store.ReviewerKey(appID)}
	if newest.AuditID != 0 {
		keys = append(keys, store.ReviewKey(appID, newest.AuditID), store.ApplicationKey(appID, newest.AuditID))
	}
	return keys
}

// undecided is an application that was read before, as it is in a write, if it is not decided;
// else the zero one.
func undecided(tx store.Tx, newest store.Review) (store.Review, error) {
	if newest.AuditID == 0 {
		return store.Review{}, nil
	}
	review, err := tx.Review(newest.AppID, newest.AuditID)
	if err != nil || review.State.Decided() {
		return store.Review{}, err
	}
	return review, nil
}

// SetApplication gives the application of an account a state, as an operator says: to
// the one that is open, or else to another with what the last one, or the merchant,
// says. What follows from the state, its event included, follows as if it were reached
// by a decision. version is what was seen of the newest application, "" for whatever is
// there: if it is another by now, nothing is changed and SetApplication returns
// store.ErrConflict. The account must exist: otherwise it returns store.ErrNotFound.
func (r *Module) SetApplication(ctx context.Context, appID, version string, state store.ReviewState, reason string, at time.Time) (review store.Review, err error) {
	newest, err := r.newest(ctx, appID)
	if err != nil {
		return review, err
	}
	err = r.Store.Write(ctx, operatorKeys(appID, newest), func(tx store.Tx) error {
		account, m, err := both(tx, appID)
		if err != nil {
			return err
		}
		if err := unchanged(tx, newest, version); err != nil {
			return err
		}
		if review, err = undecided(tx, newest); err != nil {
			return err
		}
		switch isNew := review.AuditID == 0; {
		case review.State == state, isNew && newest.State == state:
			if isNew {
				review = newest
			}
			return nil
		case isNew:
			if m.Nickname == "" {
				m.Nickname = account.Name
			}
			if review, err = r.another(tx, m, newest, at); err != nil {
				return err
			}
		}
		review.State, review.Reason, review.DueAt, review.DecidedAt = state, "", time.Time{}, time.Time{}
		switch state {
		case store.ReviewWaiting:
			review.DueAt = at.Add(weixin.ConfirmTime)
		case store.ReviewFailed, store.ReviewRefused:
			review.Reason, review.DecidedAt = reason, at
		case store.ReviewPassed:
			review.DecidedAt = at
		case store.ReviewReviewing:
		}
		tx.PutReview(review)
		if state == store.ReviewWaiting {
			return nil
		}
		return r.Outcome(tx, review, at)
	})
	return review, err
}

// unchanged refuses a change of an application by one who has seen another version.
func unchanged(tx store.Tx, newest store.Review, version string) error {
	there := ""
	if newest.AuditID != 0 {
		review, err := tx.Review(newest.AppID, newest.AuditID)
		if err != nil {
			return err
		}
		there = review.Version()
	}
	if !store.Unchanged(version, there) {
		return fmt.Errorf("application %d: %w", newest.AuditID, store.ErrConflict)
	}
	return nil
}

// another adds an application with what an earlier one, or the merchant, says.
func (r *Module) another(tx store.Tx, m store.Merchant, earlier store.Review, at time.Time) (store.Review, error) {
	reviewer, err := tx.Reviewer(m.AppID)
	if err != nil {
		return store.Review{}, err
	}
	a := store.Application{AppID: m.AppID, Nickname: m.Nickname, Intro: m.Intro, Headimg: m.Headimg}
	review := store.Review{AppID: m.AppID, AuditID: reviewer.Next(), Kind: store.ReviewApplication, State: store.ReviewReviewing, SubmittedAt: at}
	switch {
	case earlier.AuditID != 0:
		if a, err = tx.Application(m.AppID, earlier.AuditID); err != nil {
			return store.Review{}, err
		}
		if review.Pictures = earlier.Pictures; m.State == store.MerchantApproved { // it may have changed since
			a.Nickname, a.Intro, a.Headimg = m.Nickname, m.Intro, m.Headimg
		}
	case !m.Headimg.IsZero():
		review.Pictures = []string{m.Headimg.String()}
	}
	a.AuditID, review.Name = review.AuditID, a.Nickname
	tx.PutReviewer(reviewer)
	tx.AddReview(review)
	tx.PutApplication(a)
	m.State, m.UpdatedAt = store.MerchantReviewing, at
	tx.PutMerchant(m)
	return review, nil
}
