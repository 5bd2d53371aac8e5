package merchant

import (
	"context"
	"fmt"
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
