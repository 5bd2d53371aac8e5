package wxastoretest

import (
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

// Option is a setting of Run and Start.
type Option func(*settings)

type settings struct {
	seeds    []string
	accounts []Account
	// real is the time that the service's clock is moved away from; nil is the
	// system's.
	real   func() time.Time
	random func([]byte)
	log    *slog.Logger

	reviewManual bool
	reviewDelay  time.Duration
}

// WithSeed declares accounts and faults in YAML, as a file for wxastore serve
// --seed does. Paths in it are relative to the working directory.
func WithSeed(yaml string) Option {
	return func(s *settings) { s.seeds = append(s.seeds, yaml) }
}

// WithAccounts declares accounts, besides the one that is always there.
func WithAccounts(accounts ...Account) Option {
	return func(s *settings) { s.accounts = append(s.accounts, accounts...) }
}

// WithClock stops the clock at a time: then only SetTime and Advance move it.
// Without it, the clock is the system's.
func WithClock(start time.Time) Option {
	return func(s *settings) { s.real = func() time.Time { return start } }
}

// WithRandomSeed makes chance repeat itself: with the same seed and the same
// calls one after another, tokens and media ids are the same and faults hit the
// same calls. So are rids, if WithClock stops the time that they begin with.
func WithRandomSeed(seed uint64) Option {
	return func(s *settings) { s.random = seeded(seed) }
}

// WithManualReviews leaves each review to the test: ConfirmReview, RefuseReview, PassReview
// and FailReview decide it. Without this, what is submitted has passed when the call is
// answered.
func WithManualReviews() Option {
	return func(s *settings) { s.reviewManual = true }
}

// WithReviewDelay has reviews end that long after they were submitted, by the service's
// clock.
func WithReviewDelay(d time.Duration) Option {
	return func(s *settings) { s.reviewDelay = d }
}

// WithLog sends the service's log somewhere; without it, there is none. It
// tells why a call was refused:
//
//	wxastoretest.WithLog(slog.New(slog.NewTextHandler(t.Output(), nil)))
func WithLog(log *slog.Logger) Option {
	return func(s *settings) { s.log = log }
}

// seeded returns a source of bytes that begins again with each call.
func seeded(seed uint64) func([]byte) {
	var mu sync.Mutex
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	source := rand.NewChaCha8(key)
	return func(p []byte) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = source.Read(p) // it never fails
	}
}
