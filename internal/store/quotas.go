package store

import "context"

// Quota limits an account's calls of one interface. 0 leaves a limit to the
// page.
type Quota struct {
	Daily     int `json:"daily,omitempty" yaml:"daily"`
	PerMinute int `json:"per_minute,omitempty" yaml:"per_minute"`
}

// Span is a stretch of time in which calls are counted: a month as 2006-01, a
// day as 2006-01-02, or a minute as 2006-01-02T15:04.
type Span string

// Clearing says which counts are cleared.
type Clearing struct {
	Month, Day Span
	// Only is the one interface whose counts are cleared; "" is all. The two
	// kinds of clears are counted apart.
	Only string
	// Except are interfaces whose counts stay.
	Except []string
}

// Quotas is the port for counting calls.
type Quotas interface {
	// SpendQuota runs the rule on the account's own limits for the interface
	// and on what has been used in each of the spans, and adds what the rule
	// takes, which may be negative, to the spans, one number for each, in one
	// write. A count never falls below zero; to take 0 writes nothing.
	// SpendQuota returns ErrNotFound for an unknown account.
	SpendQuota(ctx context.Context, appID, iface string, spans []Span, rule func(own Quota, used []int) (take []int, err error)) error
	// UsedQuota returns the account's own limits for the interface and what has
	// been used in each of the spans, or ErrNotFound.
	UsedQuota(ctx context.Context, appID, iface string, spans []Span) (own Quota, used []int, err error)
	// ClearQuota runs the rule on how often the account cleared quotas in the
	// month, all at once or of one interface; if it returns nil, ClearQuota counts
	// one more and sets what was used in the day and in the minutes of the day to
	// zero, in one write. It returns ErrNotFound for an unknown account.
	ClearQuota(ctx context.Context, appID string, c Clearing, rule func(cleared int) error) error
	// DropQuota forgets up to limit counts of spans that ended before the given
	// one began and returns how many. Spans that hold the given one stay: given
	// a minute, so do the counts of its day and month, also that of clears.
	DropQuota(ctx context.Context, before Span, limit int) (int, error)
}
