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

// Clears and ClearsOfOne count, among the interfaces, how often an account cleared
// all of its quotas and that of one interface. The name of an interface has no
// space.
const (
	Clears      = "quota clears"
	ClearsOfOne = "quota clears of one"
)

// Quotas is the port for counting calls.
type Quotas interface {
	// UsedQuota returns the account's own limits for the interface and what has
	// been used in each of the spans, or ErrNotFound.
	UsedQuota(ctx context.Context, appID, iface string, spans []Span) (own Quota, used []int, err error)
	// DropQuota forgets up to limit counts of spans that ended before the given
	// one began and returns how many. Spans that hold the given one stay: given
	// a minute, so do the counts of its day and month, also that of clears.
	DropQuota(ctx context.Context, before Span, limit int) (int, error)
	// DropMinutes forgets up to limit counts of minutes of a day that came before the
	// given minute and returns how many. Without one it is all of the day.
	DropMinutes(ctx context.Context, day, before Span, limit int) (int, error)
}
