package wxastoretest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/review"
	"github.com/wxastore/wxastore/internal/store"
)

// ReviewState says how far a review is.
type ReviewState string

// The states of a review. The last three are outcomes.
const (
	// ReviewWaiting is an application that waits for the account's administrator.
	ReviewWaiting = ReviewState(store.ReviewWaiting)
	// ReviewReviewing waits for the reviewer.
	ReviewReviewing = ReviewState(store.ReviewReviewing)
	ReviewPassed    = ReviewState(store.ReviewPassed)
	ReviewFailed    = ReviewState(store.ReviewFailed)
	// ReviewRefused is an application that the administrator refused or let lapse.
	ReviewRefused = ReviewState(store.ReviewRefused)
)

func (s ReviewState) check() error {
	if slices.Contains(review.States(), store.ReviewState(s)) {
		return nil
	}
	return fmt.Errorf("unknown state of a review %q: use one of %s", s, review.States())
}

// ReviewKind says what is reviewed.
type ReviewKind string

// The kinds of reviews.
const (
	// ReviewApplication is an application for a store Mini Program.
	ReviewApplication = ReviewKind(store.ReviewApplication)
	// ReviewPlace is a place on the map, ReviewStore a store that was added,
	// ReviewPictures the new pictures of a store.
	ReviewPlace    = ReviewKind(store.ReviewPlace)
	ReviewStore    = ReviewKind(store.ReviewStore)
	ReviewPictures = ReviewKind(store.ReviewPictures)
)

// Review is what Weixin looks at before it takes effect.
type Review struct {
	AuditID int64
	Kind    ReviewKind
	State   ReviewState
	// Subject is the map_poi_id of a place or the poi_id of a store.
	Subject string
	// Name is the nickname of an application, or what the place or the store is called.
	Name string
	// Reason is why it failed or was refused.
	Reason                 string
	SubmittedAt, DecidedAt time.Time
}

// Reviews returns the reviews of an account, decided or not, the oldest first.
func (s *Server) Reviews(appID string) []Review {
	s.t.Helper()
	kept, _, err := s.state.store.Reviews(context.Background(), store.ReviewFilter{AppID: appID}, math.MaxInt32)
	if err != nil {
		s.t.Errorf("reviews of %q: %v", appID, err)
	}
	var all []Review
	for _, r := range slices.Backward(kept) {
		all = append(all, Review{
			AuditID: r.AuditID, Kind: ReviewKind(r.Kind), State: ReviewState(r.State), Subject: r.Subject, Name: r.Name, Reason: r.Reason,
			SubmittedAt: r.SubmittedAt, DecidedAt: r.DecidedAt,
		})
	}
	return all
}

// ConfirmReview has the account's administrator confirm an application, whose review
// begins.
func (s *Server) ConfirmReview(appID string, auditID int64) {
	s.t.Helper()
	s.decide(appID, auditID, review.Confirm, "")
}

// RefuseReview has the account's administrator refuse an application. Without a reason
// it has a usual one.
func (s *Server) RefuseReview(appID string, auditID int64, reason string) {
	s.t.Helper()
	s.decide(appID, auditID, review.Refuse, reason)
}

// PassReview passes a review: what it is about takes effect, and its event is queued.
func (s *Server) PassReview(appID string, auditID int64) {
	s.t.Helper()
	s.decide(appID, auditID, review.Pass, "")
}

// FailReview fails a review. Without a reason it has a usual one.
func (s *Server) FailReview(appID string, auditID int64, reason string) {
	s.t.Helper()
	s.decide(appID, auditID, review.Fail, reason)
}

func (s *Server) decide(appID string, auditID int64, action review.Action, reason string) {
	s.t.Helper()
	if err := s.running().DecideReview(context.Background(), appID, auditID, review.Decision{Action: action, Reason: reason}); err != nil {
		s.t.Errorf("%s review %d of %q: %v", action, auditID, appID, err)
	}
}
