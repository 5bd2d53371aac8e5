package merchant

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Reviews takes what is reviewed.
type Reviews interface {
	// Submit puts a review inside the write of what is reviewed, and returns it with
	// its audit id.
	Submit(tx store.Tx, r store.Review, at time.Time) (store.Review, error)
}

// Notifier queues events of accounts.
type Notifier interface {
	// Notify queues an event inside the write that it is about.
	Notify(tx store.Tx, appID string, event weixin.AccountEvent) error
}

func (r *Module) apply(ctx context.Context, call *edge.Call, req weixin.ApplyMerchantRequest) (weixin.Status, error) {
	a := application{first: int64(req.FirstCatID), second: int64(req.SecondCatID), nickname: req.Nickname, intro: req.Intro}
	for _, one := range []struct {
		into *picture
		id   weixin.MediaID
	}{{&a.headimg, req.HeadimgMediaID}, {&a.orgCode, req.OrgCode}} {
		found, err := r.picture(ctx, call, one.id)
		if err != nil {
			return weixin.Status{}, err
		}
		*one.into = found
	}
	for _, list := range []struct {
		into *[]picture
		ids  weixin.MediaIDs
	}{{&a.papers, req.QualificationList}, {&a.others, req.OtherFiles}} {
		for i, id := range list.ids {
			found := picture{mediaID: string(id)}
			if i < mostPapers { // the rule refuses more
				var err error
				if found, err = r.picture(ctx, call, id); err != nil {
					return weixin.Status{}, err
				}
			}
			*list.into = append(*list.into, found)
		}
	}
	err := r.keepApplication(ctx, call.Caller.AppID, a, call.At)
	if errors.Is(err, store.ErrNotFound) {
		return weixin.Status{}, edge.Refuse(weixin.UnusableMedia, "an image expired and was collected during the call")
	}
	if err != nil {
		return weixin.Status{}, err
	}
	return weixin.Success(), nil
}

// picture looks for the picture of a media id, if there is one.
func (r *Module) picture(ctx context.Context, call *edge.Call, id weixin.MediaID) (picture, error) {
	p := picture{mediaID: string(id)}
	if p.mediaID == "" {
		return p, nil
	}
	var err error
	if p.blob, p.none, err = r.Pictures.Picture(ctx, call.Caller.AppID, p.mediaID, call.At); err != nil {
		return p, fmt.Errorf("merchant: %w", err)
	}
	return p, nil
}

// keepApplication runs the rule of an application and submits it for review, in one
// write. All its pictures are kept for good.
func (r *Module) keepApplication(ctx context.Context, appID string, a application, at time.Time) error {
	keys := []store.Key{store.AccountKey(appID), store.MerchantKey(appID), store.ReviewerKey(appID)}
	for _, h := range a.blobs() {
		keys = append(keys, store.BlobKey(h))
	}
	return r.Store.Write(ctx, keys, func(tx store.Tx) error {
		account, err := tx.Account(appID)
		if err != nil {
			return fmt.Errorf("account %s: %w", appID, err)
		}
		before, err := merchantOf(tx, appID)
		if err != nil {
			return err
		}
		reviewer, err := tx.Reviewer(appID)
		if err != nil {
			return err
		}
		if err := apply(standing{account.Policy, before, reviewer.Rules}, r.Categories, a); err != nil {
			return err
		}
		review := store.Review{AppID: appID, Kind: store.ReviewApplication, Name: a.nickname}
		for _, h := range a.blobs() {
			if err := keepPicture(tx, h); err != nil {
				return err
			}
			review.Pictures = append(review.Pictures, h.String())
		}
		after := before
		after.State, after.Nickname, after.UpdatedAt = store.MerchantReviewing, a.nickname, at
		tx.PutMerchant(after)
		if review, err = r.Reviews.Submit(tx, review, at); err != nil {
			return err
		}
		tx.PutApplication(a.record(appID, review.AuditID))
		return nil
	})
}

// merchantOf returns the account's merchant, or one that was not applied for.
func merchantOf(tx store.Tx, appID string) (store.Merchant, error) {
	m, err := tx.Merchant(appID)
	if errors.Is(err, store.ErrNotFound) {
		return store.Merchant{AppID: appID}, nil
	}
	return m, err
}

// Keys are the records that Outcome reads.
func (r *Module) Keys(review store.Review) []store.Key {
	return []store.Key{store.MerchantKey(review.AppID), store.ApplicationKey(review.AppID, review.AuditID)}
}

// Outcome makes an account's merchant what the review of its application has made of
// it, and queues the event about it: once approved, it has the name, the head image
// and the introduction that were applied with.
//
//fidelity:inferred applywxastore effect | the name, the head image and the introduction are shown from the approval on | modify_merchant changes two of them, and the name cannot be changed
func (r *Module) Outcome(tx store.Tx, review store.Review, at time.Time) error {
	number, err := pushed(review)
	if err != nil {
		return err
	}
	if review.State.Decided() {
		if err := decideMerchant(tx, review, at); err != nil {
			return err
		}
	}
	return r.Notifier.Notify(tx, review.AppID, weixin.EventApplyMerchant.ForAccount(at, weixin.ApplyMerchantBody{
		AuditID: review.AuditID, Status: number, Reason: review.Reason,
	}))
}

// Gone reports false: an application goes with its store Mini Program.
func (r *Module) Gone(store.Tx, store.Review) (bool, error) { return false, nil }

func decideMerchant(tx store.Tx, review store.Review, at time.Time) error {
	before, err := merchantOf(tx, review.AppID)
	if err != nil {
		return err
	}
	if review.State != store.ReviewPassed {
		before.State, before.UpdatedAt = store.MerchantFailed, at
		tx.PutMerchant(before)
		return nil
	}
	a, err := tx.Application(review.AppID, review.AuditID)
	if err != nil {
		return fmt.Errorf("application %d of %s: %w", review.AuditID, review.AppID, err)
	}
	after := before
	after.State, after.Nickname, after.Intro, after.Headimg = store.MerchantApproved, a.Nickname, a.Intro, a.Headimg
	return keep(tx, before, noted(before, after, modification{at: at}))
}

// auditInfo tells how far an application is.
func (r *Module) auditInfo(ctx context.Context, call *edge.Call, req weixin.GetMerchantAuditInfoRequest) (weixin.GetMerchantAuditInfoResponse, error) {
	var resp weixin.GetMerchantAuditInfoResponse
	review, err := r.application(ctx, call.Caller.AppID, int64(req.AuditID))
	if err != nil {
		return resp, fmt.Errorf("merchant: %w", err)
	}
	resp.Status = weixin.Success()
	resp.Data = weixin.MerchantAudit{AuditID: review.AuditID, Status: status(review), Reason: review.Reason}
	return resp, nil
}

// application returns the review of an application, of the newest if the id is 0; the
// zero one if there is none.
func (r *Module) application(ctx context.Context, appID string, auditID int64) (store.Review, error) {
	if auditID != 0 {
		review, err := r.Store.Review(ctx, appID, auditID)
		if review.Kind != store.ReviewApplication {
			return store.Review{}, ignoreNone(err)
		}
		return review, err
	}
	review, err := r.newest(ctx, appID)
	if err != nil {
		return review, err
	}
	m, err := r.Store.Merchant(ctx, appID)
	return seen(review, m), ignoreNone(err)
}

// newest returns the review of an account's newest application, the zero one if there
// is none.
func (r *Module) newest(ctx context.Context, appID string) (store.Review, error) {
	list, _, err := r.Store.Reviews(ctx, store.ReviewFilter{AppID: appID, Kind: store.ReviewApplication}, 1)
	if err != nil || len(list) == 0 {
		return store.Review{}, err
	}
	return list[0], nil
}

func ignoreNone(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
