package api

import "time"

// ShowMetrics answers what was sampled lately.
var ShowMetrics = Declare[None, Series](Operation{
	Method: "GET", Path: "/api/metrics", Doc: "What was sampled lately.",
})

// Series are samples, the oldest first; all lists have the same length.
type Series struct {
	// Every is the time between two samples, At when each was taken, in real
	// time.
	Every Duration    `json:"every"`
	At    []time.Time `json:"at"`
	// Calls and Errors are calls a second: all, and those with an errcode or
	// without an answer.
	Calls  []float64 `json:"calls"`
	Errors []float64 `json:"errors"`
	// Median and P99 are milliseconds.
	Median []float64 `json:"median"`
	P99    []float64 `json:"p99"`
	// Commits are commits a second, CommitSize writes that shared one.
	Commits    []float64 `json:"commits"`
	CommitSize []float64 `json:"commit_size"`
	// Writes and Journal are how many writes and recorded calls waited.
	Writes  []float64 `json:"writes"`
	Journal []float64 `json:"journal"`
	// Codes are how many calls were answered each errcode since the start.
	Codes []CodeCount `json:"codes"`
	// Lost is how many calls the journal lost since the start.
	Lost int64 `json:"lost"`
}

// CodeCount is how often an errcode was answered.
type CodeCount struct {
	Code  int    `json:"code"`
	Calls uint64 `json:"calls"`
}
