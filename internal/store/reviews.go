package store

import (
	"context"
	"hash/fnv"
	"strings"
	"time"
)

// ReviewKind says what is reviewed.
type ReviewKind string

// The kinds of reviews.
const (
	// ReviewApplication is an application for a store Mini Program, which the
	// account's administrator confirms before the review begins.
	ReviewApplication ReviewKind = "application"
	// ReviewPlace is a place on the map.
	ReviewPlace ReviewKind = "place"
	// ReviewStore is a store that was added.
	ReviewStore ReviewKind = "store"
	// ReviewPictures is the pictures of a store that was changed.
	ReviewPictures ReviewKind = "pictures"
)

// ReviewState says how far a review is.
type ReviewState string

// The states of a review. The last three are outcomes.
const (
	// ReviewWaiting waits for the account's administrator.
	ReviewWaiting ReviewState = "waiting"
	// ReviewReviewing waits for the reviewer.
	ReviewReviewing ReviewState = "reviewing"
	ReviewPassed    ReviewState = "passed"
	ReviewFailed    ReviewState = "failed"
	// ReviewRefused was refused by the administrator, or not confirmed in time.
	ReviewRefused ReviewState = "refused"
)

// Decided reports whether the state is an outcome.
func (s ReviewState) Decided() bool {
	return s == ReviewPassed || s == ReviewFailed || s == ReviewRefused
}

// Review is what Weixin looks at before it takes effect.
type Review struct {
	AppID string
	// AuditID has 9 digits and is below 2^31; no other review of the account has it.
	AuditID int64
	Kind    ReviewKind
	// Subject is the id of the place or of the store; "" of the application.
	Subject string
	// Name is what the subject is called: a nickname, or the name of a place.
	Name string
	// Pictures are the blobs, in hex, that a reviewer looks at.
	Pictures []string
	State    ReviewState
	// Reason is why it failed or was refused.
	Reason string
	// DueAt is when it goes on by itself; zero where an operator decides, and when it
	// is decided, which was at DecidedAt.
	SubmittedAt, DueAt, DecidedAt time.Time
}

// Reviewer says how an account's reviews are decided.
type Reviewer struct {
	AppID string
	// LastAuditID is the account's newest audit id; 0 before the first.
	LastAuditID int64
	// Rules are asked in their order; the first that fits decides.
	Rules []ReviewRule
}

// firstAuditID is the audit id before the first of an account. Ids of an account
// follow each other, and those of others are mostly far away, as some clients tell
// reviews by their ids alone.
//
//fidelity:official getwxastoreauditinfo audit-id | a number of 9 digits | example of the page
//fidelity:choice getwxastoreauditinfo audit-id | the ids of an account follow each other, from one that its app id tells; so two accounts may have the same
func firstAuditID(appID string) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(appID)) // which never fails
	return 100_000_000 + int64(h.Sum32()%899_000)*1000
}

// Next gives the account's next audit id.
func (r *Reviewer) Next() int64 {
	r.LastAuditID = max(r.LastAuditID, firstAuditID(r.AppID)) + 1
	return r.LastAuditID
}

// Count says which of the account's reviews one is, from 1 on.
func (r Review) Count() int64 { return r.AuditID - firstAuditID(r.AppID) }

// ReviewRule says which reviews do not pass by themselves.
type ReviewRule struct {
	// Kind is which reviews it is for; "" for all.
	Kind ReviewKind `json:"kind,omitempty" yaml:"kind"`
	// Like is what the name holds, in any case of letters; "" for all.
	Like string `json:"like,omitempty" yaml:"like"`
	// Every picks them by count: 3 for the third, sixth, ninth … of the account's
	// reviews; 0 for all.
	Every int `json:"every,omitempty" yaml:"every"`
	// Code is the errcode that an application, or with Kind store a store, is
	// answered instead of being reviewed; 0 lets it be reviewed.
	Code int `json:"code,omitempty" yaml:"code"`
	// Refused says that the administrator refuses, where a review would else fail.
	Refused bool `json:"refused,omitempty" yaml:"refused"`
	// Reason is why.
	Reason string `json:"reason,omitempty" yaml:"reason"`
}

// Fits reports whether the rule is for the n-th review of an account, of a kind and
// a name.
func (r ReviewRule) Fits(kind ReviewKind, name string, n int64) bool {
	return (r.Kind == "" || r.Kind == kind) &&
		strings.Contains(strings.ToLower(name), strings.ToLower(r.Like)) &&
		(r.Every <= 1 || n%int64(r.Every) == 0)
}

// ReviewFilter selects reviews. Zero fields select all.
type ReviewFilter struct {
	AppID string
	Kind  ReviewKind
	State ReviewState
	// After is the next of the call before.
	After string
}

// Reviews is the port for reviews.
type Reviews interface {
	// Review returns a review, or ErrNotFound.
	Review(ctx context.Context, appID string, auditID int64) (Review, error)
	// Reviews returns up to limit reviews that the filter selects, the newest first:
	// those of an account by their audit ids, of all by when they were submitted. next is the After of those that follow, "" if none do. An After that no call
	// returned is a BadCursor.
	Reviews(ctx context.Context, f ReviewFilter, limit int) (list []Review, next string, err error)
	// DueReviews returns up to limit reviews that are due at a time, the longest due
	// first.
	DueReviews(ctx context.Context, at time.Time, limit int) ([]Review, error)
	// NextReview returns when the next review is due; zero if none is.
	NextReview(ctx context.Context) (time.Time, error)
	// Reviewer returns how an account's reviews are decided, one without rules where
	// none is kept.
	Reviewer(ctx context.Context, appID string) (Reviewer, error)
}
