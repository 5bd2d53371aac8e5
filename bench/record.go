package main

import (
	"encoding/json"
	"os"
	"runtime"
	"slices"
	"time"
)

// document is what -json writes: numbers as they were measured, from which
// tables and texts can be made.
type document struct {
	Machine     machine          `json:"machine"`
	Rounds      int              `json:"rounds"`
	SpanSeconds float64          `json:"span_seconds"`
	Rows        []rowRecord      `json:"rows,omitempty"`
	Sequence    []sequenceRecord `json:"sequence,omitempty"`
	Memory      []residentRecord `json:"memory,omitempty"`
}

// machine is where and when it was measured.
type machine struct {
	At   time.Time `json:"at"`
	OS   string    `json:"os"`
	Arch string    `json:"arch"`
	CPUs int       `json:"cpus"`
	Go   string    `json:"go"`
}

// rowRecord is a row of a table. What is not known has no field.
type rowRecord struct {
	Name          string       `json:"name"`
	Peer          bool         `json:"peer,omitempty"`
	Failure       string       `json:"failure,omitempty"`
	StartMicros   []int64      `json:"start_us,omitempty"` // a round each
	ResidentBytes int64        `json:"resident_bytes,omitempty"`
	Cells         []cellRecord `json:"cells"`
}

// cellRecord is a row with a number of connections.
type cellRecord struct {
	Connections   int              `json:"connections"`
	Rates         []float64        `json:"calls_per_second,omitempty"` // a round each
	CPUMicros     []int64          `json:"cpu_us_call,omitempty"`      // a round each
	Calls         int              `json:"calls"`
	LatencyMicros map[string]int64 `json:"latency_us,omitempty"`
}

// residentRecord is a service's memory after a number of changes.
type residentRecord struct {
	Merchants     int   `json:"merchants"`
	Changes       int   `json:"changes"`
	ResidentBytes int64 `json:"resident_bytes,omitempty"`
}

// sequenceRecord is the three calls one after the other, to one server.
type sequenceRecord struct {
	Name   string  `json:"name"`
	Micros []int64 `json:"us"`
	Ratio  float64 `json:"ratio"` // of the medians, to the bare handler's
}

// records are the rows as they are written.
func records(rows []*row) (all []rowRecord) {
	for _, r := range rows {
		record := rowRecord{Name: r.name, Peer: r.peer, StartMicros: micros(r.ready), ResidentBytes: r.resident}
		if r.failure != nil {
			record.Failure = r.failure.Error()
		}
		for _, c := range r.cells {
			record.Cells = append(record.Cells, c.record())
		}
		all = append(all, record)
	}
	return all
}

func (c cell) record() cellRecord {
	r := cellRecord{Connections: c.connections, Rates: c.rates, CPUMicros: micros(c.cpu), Calls: len(c.latencies)}
	if len(c.latencies) == 0 {
		return r
	}
	sorted := slices.Sorted(slices.Values(c.latencies))
	r.LatencyMicros = make(map[string]int64)
	for name, q := range map[string]float64{"min": 0, "p50": 0.50, "p90": 0.90, "p99": 0.99, "p99.9": 0.999, "max": 1} {
		r.LatencyMicros[name] = quantile(sorted, q).Microseconds()
	}
	return r
}

func micros(all []time.Duration) (n []int64) {
	for _, d := range all {
		n = append(n, d.Microseconds())
	}
	return n
}

// write writes the document to the file that is asked for.
func (o options) write(d document) error {
	if o.json == "" {
		return nil
	}
	d.Machine = machine{time.Now().UTC(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()}
	d.Rounds, d.SpanSeconds = o.rounds, o.span.Seconds()
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(o.json, append(text, '\n'), 0o644)
}
