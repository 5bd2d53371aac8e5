package store

import (
	"context"
	"time"
)

// MerchantState says how far the application of a store Mini Program is.
type MerchantState string

// The states of a store Mini Program. The zero value says that none was
// applied for.
const (
	MerchantNone      MerchantState = ""
	MerchantReviewing MerchantState = "reviewing"
	MerchantApproved  MerchantState = "approved"
	// MerchantFailed is one whose application failed or was refused.
	MerchantFailed MerchantState = "failed"
)

// Merchant is an account's store Mini Program.
type Merchant struct {
	AppID    string
	State    MerchantState
	Nickname string
	Intro    string
	// Headimg is the blob of the head image; zero if there is none.
	Headimg Hash
	// Version counts the changes; the history holds one row for each.
	Version int64
	// Month is the month, as 2006-01, that MonthChanges counts.
	Month        string
	MonthChanges int
	UpdatedAt    time.Time
}

// Application is what an account applied with for a store Mini Program.
type Application struct {
	AppID string
	// AuditID is that of its review.
	AuditID                       int64
	FirstCategory, SecondCategory int64
	Nickname, Intro               string
	Headimg                       Hash
	// OrgCode, Papers and OtherFiles are blobs of the papers that came with it; the
	// lists are in hex.
	OrgCode            Hash
	Papers, OtherFiles []string
}

// Change is one row of a merchant's history.
type Change struct {
	AppID string
	// Version is the merchant's Version after the change, from 1 on.
	Version                     int64
	BeforeIntro, AfterIntro     string
	BeforeHeadimg, AfterHeadimg Hash
	// Caller is the app id of who made the change.
	Caller string
	// RID is the id of the call that made it.
	RID string
	At  time.Time
}

// MerchantFilter selects merchants. Zero fields select all.
type MerchantFilter struct {
	// Search is what the app id or the nickname begins with.
	Search string
	State  MerchantState
	// After and Before are as those of accounts.
	After, Before string
}

// Modification is what a rule about a merchant decides.
type Modification struct {
	Merchant Merchant
	Change   Change
}

// Merchants is the port for store Mini Programs.
type Merchants interface {
	// Merchant returns the account's store Mini Program, or ErrNotFound.
	Merchant(ctx context.Context, appID string) (Merchant, error)
	// Merchants returns up to limit merchants that the filter selects, as
	// Accounts does for accounts.
	Merchants(ctx context.Context, f MerchantFilter, limit int) (list []Merchant, next string, err error)
	// CountMerchants returns how many there are of a state, MerchantNone for all.
	CountMerchants(ctx context.Context, state MerchantState) (int, error)
	// Application returns what an account applied with, or ErrNotFound.
	Application(ctx context.Context, appID string, auditID int64) (Application, error)
	// LatestChanges returns up to limit changes, the newest first: of those with
	// a Version below before, or of all if before is 0.
	LatestChanges(ctx context.Context, appID string, before int64, limit int) ([]Change, error)
	// History returns up to limit changes with a Version greater than after, in
	// order.
	History(ctx context.Context, appID string, after int64, limit int) ([]Change, error)
}
