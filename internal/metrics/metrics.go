package metrics

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
	"github.com/wxastore/wxastore/weixin"
)

// Every is how often samples are taken, kept how many are there at most: ten
// minutes.
const (
	Every = 2 * time.Second
	kept  = 300
)

// Sources are asked when the numbers are read.
type Sources struct {
	// Store measures its writes; nil has none.
	Store store.Measured
	// JournalWaiting and JournalLost are the journal's queue and its losses.
	JournalWaiting func() int
	JournalLost    func() int64
	// Deliveries counts what the outbox does; nil has none.
	Deliveries func() Deliveries
}

// Deliveries are attempts to deliver events since the start: how many succeeded and
// failed, how many events were given up, and how many attempts go on.
type Deliveries struct{ Delivered, Failed, GivenUp, InFlight int64 }

// Metrics counts.
type Metrics struct {
	sources    Sources
	interfaces map[string]*calls
	unknown    *calls
	ordered    []*calls
	// MediaBytes counts the bytes of media that were put.
	MediaBytes atomic.Int64

	mu      sync.Mutex
	last    sample
	samples api.Series
}

// sample is what all counters showed at a time.
type sample struct {
	at     time.Time
	calls  histogram
	errors uint64
	writes store.WriteStats
}

// New returns metrics that have counted nothing.
func New(sources Sources) *Metrics {
	m := &Metrics{sources: sources, interfaces: make(map[string]*calls), unknown: newCalls("", []weixin.Code{weixin.InvalidURL})}
	for _, d := range weixin.Declarations() {
		c := newCalls(d.Name, d.Codes())
		m.interfaces[d.Name] = c
		m.ordered = append(m.ordered, c)
	}
	m.ordered = append(m.ordered, m.unknown)
	m.last = m.sample(time.Now())
	return m
}

// Observe counts a call that was answered. The name is "" for an unknown path.
func (m *Metrics) Observe(name string, code weixin.Code, status int, took time.Duration) {
	m.of(name).add(code, status, took)
}

// ObserveGone counts a call whose client hung up before it was answered. It is
// neither an answer nor an error, and how long it took says nothing.
func (m *Metrics) ObserveGone(name string) { m.of(name).gone.Add(1) }

func (m *Metrics) of(name string) *calls {
	if c := m.interfaces[name]; c != nil {
		return c
	}
	return m.unknown
}

// Run takes samples until ctx ends.
func (m *Metrics) Run(ctx context.Context) error {
	for now := range wait.Every(ctx, Every) {
		m.Sample(now)
	}
	return nil
}

// Sample adds a sample of what happened since the one before.
func (m *Metrics) Sample(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.last
	m.last = m.sample(now)
	seconds := m.last.at.Sub(before.at).Seconds()
	if seconds <= 0 {
		return
	}
	calls := m.last.calls.less(before.calls)
	commits := float64(m.last.writes.Commits - before.writes.Commits)
	size := 0.0
	if commits > 0 {
		size = float64(m.last.writes.Writes-before.writes.Writes) / commits
	}
	s := &m.samples
	s.At = shift(s.At, now.UTC())
	s.Calls = shift(s.Calls, float64(calls.total())/seconds)
	s.Errors = shift(s.Errors, float64(m.last.errors-before.errors)/seconds)
	s.Median = shift(s.Median, calls.quantile(0.5))
	s.P99 = shift(s.P99, calls.quantile(0.99))
	s.Commits = shift(s.Commits, commits/seconds)
	s.CommitSize = shift(s.CommitSize, size)
	s.Writes = shift(s.Writes, float64(m.last.writes.Queued))
	s.Journal = shift(s.Journal, float64(m.journalWaiting()))
}

// shift adds a value and lets the oldest go.
func shift[T any](values []T, value T) []T {
	if len(values) < kept {
		return append(values, value)
	}
	copy(values, values[1:])
	values[kept-1] = value
	return values
}

func (m *Metrics) sample(now time.Time) sample {
	s := sample{at: now, writes: m.writes()}
	for _, c := range m.ordered {
		c.into(&s.calls)
		s.errors += c.other.Load() + c.none.Load()
		for code, n := range c.codes {
			if code != weixin.OK {
				s.errors += n.Load()
			}
		}
	}
	return s
}

// Series returns what was sampled lately.
func (m *Metrics) Series() api.Series {
	m.mu.Lock()
	s := m.samples
	for _, list := range []*[]float64{&s.Calls, &s.Errors, &s.Median, &s.P99, &s.Commits, &s.CommitSize, &s.Writes, &s.Journal} {
		*list = append([]float64{}, *list...)
	}
	s.At = append([]time.Time{}, s.At...)
	m.mu.Unlock()
	s.Every, s.Lost = api.Duration(Every), m.journalLost()
	all := make(map[weixin.Code]uint64)
	s.Codes = []api.CodeCount{}
	for _, c := range m.ordered {
		for code, n := range c.codes {
			all[code] += n.Load()
		}
	}
	for code, n := range all {
		if n > 0 {
			s.Codes = append(s.Codes, api.CodeCount{Code: int(code), Calls: n})
		}
	}
	slices.SortFunc(s.Codes, func(a, b api.CodeCount) int { return a.Code - b.Code })
	return s
}

func (m *Metrics) writes() store.WriteStats {
	if m.sources.Store == nil {
		return store.WriteStats{}
	}
	return m.sources.Store.WriteStats()
}

func (m *Metrics) journalWaiting() int {
	if m.sources.JournalWaiting == nil {
		return 0
	}
	return m.sources.JournalWaiting()
}

func (m *Metrics) deliveries() Deliveries {
	if m.sources.Deliveries == nil {
		return Deliveries{}
	}
	return m.sources.Deliveries()
}

func (m *Metrics) journalLost() int64 {
	if m.sources.JournalLost == nil {
		return 0
	}
	return m.sources.JournalLost()
}
