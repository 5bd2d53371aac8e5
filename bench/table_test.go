package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestTable gives cells as they are where all is known, where the system tells
// nothing, and of a peer that failed.
func TestTable(t *testing.T) {
	const ms = time.Millisecond
	o := options{connections: counts{32}, rounds: 3, span: time.Second}
	rows := []*row{
		{name: "bare net/http", resident: 14 << 20, ready: []time.Duration{4 * ms, 6 * ms, 5 * ms}, cells: []cell{{
			connections: 32, rates: []float64{900, 1100, 1000}, cpu: []time.Duration{20_499, 30_000, 10_000}, latencies: []time.Duration{ms, ms, 4 * ms},
		}}},
		{name: "modify", ready: []time.Duration{40 * ms}, cells: []cell{{
			connections: 32, rates: []float64{250}, latencies: []time.Duration{4 * ms, 4 * ms, 10 * ms},
		}}},
		{name: "a peer", peer: true, failure: errors.New("answered 500"), cells: []cell{{connections: 32}}},
	}
	var b strings.Builder
	printTable(&b, rows, o)
	table, rest, _ := strings.Cut(b.String(), legend)
	want := `
32 connections, 3 rounds of 1s, medians over the rounds

  row            calls/s  of bare  p50  p99  x bare  cpu/call  start  resident
  bare net/http     1000     1.00  1ms  1ms     1.0      20µs    5ms    14 MiB
  modify             250     0.25  4ms  4ms     4.0         -   40ms         -
  a peer               -        -    -    -       -         -      -         -
`
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("the table (-want +got):\n%s", diff)
	}
	if want := "a peer failed: answered 500\n"; rest != want {
		t.Errorf("below the legend: %q, want %q", rest, want)
	}
}

func TestPairs(t *testing.T) {
	o := options{connections: counts{1, 32}}
	large := &row{name: "large", cells: []cell{{rates: []float64{50}}, {rates: []float64{90}}}}
	small := &row{name: "small", cells: []cell{{rates: []float64{100}}, {}}}
	var b strings.Builder
	printPairs(&b, o, [][2]*row{{large, small}})
	if want := "\nlarge against small, 1 connection: 0.50, p99 - times as long\nlarge against small, 32 connections: -, p99 - times as long\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}
