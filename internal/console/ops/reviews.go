package ops

import (
	"cmp"
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/review"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) listReviews(ctx context.Context, in api.ReviewFilter) (api.ReviewList, error) {
	f := store.ReviewFilter{AppID: in.AppID, Kind: store.ReviewKind(in.Kind), State: store.ReviewState(in.State), After: in.After}
	found, next, err := c.m.Store.Reviews(ctx, f, in.Limit)
	return api.ReviewList{Reviews: each(found, toReview), Next: next}, err
}

func (c *Console) showReview(ctx context.Context, in api.ReviewID) (api.Review, error) {
	r, err := c.m.Store.Review(ctx, in.AppID, in.AuditID)
	if err != nil {
		return api.Review{}, orMissing(err, missing("account %s has no review %d", in.AppID, in.AuditID))
	}
	return c.withApplication(ctx, r)
}

// withApplication is a review with what was applied with.
func (c *Console) withApplication(ctx context.Context, r store.Review) (api.Review, error) {
	shown := toReview(r)
	a, err := c.m.Store.Application(ctx, r.AppID, r.AuditID)
	if errors.Is(err, store.ErrNotFound) {
		return shown, nil
	}
	shown.Application = &api.Application{
		FirstCategory: a.FirstCategory, SecondCategory: a.SecondCategory, Nickname: a.Nickname, Intro: a.Intro,
		Headimg: hashText(a.Headimg), OrgCode: hashText(a.OrgCode), Papers: append([]string{}, a.Papers...), OtherFiles: append([]string{}, a.OtherFiles...),
	}
	return shown, err
}

func (c *Console) showApplication(ctx context.Context, in api.AccountID) (api.Review, error) {
	list, _, err := c.m.Store.Reviews(ctx, store.ReviewFilter{AppID: in.AppID, Kind: store.ReviewApplication}, 1)
	if err != nil {
		return api.Review{}, err
	}
	if len(list) == 0 {
		return api.Review{}, missing("account %s has not applied for a store Mini Program", in.AppID)
	}
	return c.withApplication(ctx, list[0])
}

func (c *Console) setApplication(ctx context.Context, in api.ApplicationChange) (api.Review, error) {
	state := store.ReviewState(in.Body.State)
	if err := review.Check(store.ReviewApplication, state); err != nil {
		return api.Review{}, err
	}
	r, err := c.m.Merchants.SetApplication(ctx, in.AppID, in.Body.Version, state, cmp.Or(in.Body.Reason, review.UsualReason(state)), c.m.Clock.Now())
	if errors.Is(err, store.ErrConflict) {
		current, err := c.showApplication(ctx, in.AccountID)
		if err != nil {
			return api.Review{}, err
		}
		return api.Review{}, &Conflict{Mistake: store.Mistakef("the application of account %s was decided, or made again, since its version %s: look at it again", in.AppID, in.Body.Version), Yours: in.Body, Current: current}
	}
	if err != nil {
		return api.Review{}, err
	}
	return c.withApplication(ctx, r)
}

func (c *Console) decideReview(ctx context.Context, in api.ReviewDecision) (api.Review, error) {
	r, err := c.m.Reviews.Decide(ctx, in.AppID, in.AuditID, decisionOf(in.Body), c.m.Clock.Now())
	return toReview(r), err
}

func (c *Console) decideReviews(ctx context.Context, in api.ReviewsDecision) (api.ReviewsDecided, error) {
	f := store.ReviewFilter{AppID: in.Body.AppID, Kind: store.ReviewKind(in.Body.Kind)}
	n, err := c.m.Reviews.DecideAll(ctx, f, decisionOf(in.Body.Decision), c.m.Clock.Now())
	return api.ReviewsDecided{Decided: n}, err
}

func decisionOf(d api.Decision) review.Decision {
	return review.Decision{Action: review.Action(d.Action), Reason: d.Reason}
}

func toReview(r store.Review) api.Review {
	return api.Review{
		AppID: r.AppID, AuditID: r.AuditID, Kind: string(r.Kind), Subject: r.Subject, Name: r.Name, State: string(r.State), Reason: r.Reason,
		Pictures: append([]string{}, r.Pictures...), SubmittedAt: r.SubmittedAt.UTC(), DueAt: timeOrNil(r.DueAt), DecidedAt: timeOrNil(r.DecidedAt), Version: r.Version(),
	}
}
