package ports

import (
	"io"
	"time"
)

// Metrics are what is counted about the service itself.
type Metrics interface {
	// WritePrometheus writes all of them in Prometheus' text format.
	WritePrometheus(w io.Writer) error
	// Series returns what was sampled lately.
	Series() Series
}

// Series are samples, the oldest first, one every Every: all slices have the
// same length.
type Series struct {
	Every time.Duration
	// At is when a sample was taken, in real time.
	At []time.Time
	// Calls is how many calls a second were answered, Errors how many of them
	// with an errcode other than 0 or without an answer.
	Calls, Errors []float64
	// Median and P99 are how long calls took, in milliseconds; 0 where there
	// were none.
	Median, P99 []float64
	// Commits is how many commits a second were made, CommitSize how many writes
	// shared one, on average.
	Commits, CommitSize []float64
	// Writes and Journal are how many writes and recorded calls waited.
	Writes, Journal []float64
	// Codes are how many calls were answered each errcode since the start.
	Codes []CodeCount
	// Lost is how many calls the journal lost since the start.
	Lost int64
}

// CodeCount is how often an errcode was answered.
type CodeCount struct {
	Code  int
	Calls uint64
}
