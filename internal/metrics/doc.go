// Package metrics counts what the service does, for Prometheus and for the
// console's plots.
//
// It owns the counters of calls, the samples of the last ten minutes and the
// text format. It does not own what others count themselves: it asks them when
// the numbers are read.
//
// A call adds to a handful of atomic counters that were made at the start; there
// is neither a lock nor a map that grows. So the labels are those of the declared
// interfaces and codes, and whatever else comes is "other".
package metrics
