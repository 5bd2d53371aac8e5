package metrics

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
)

// WritePrometheus writes all metrics in Prometheus' text format, version 0.0.4.
// The names and labels are ours and need no escaping.
func (m *Metrics) WritePrometheus(w io.Writer) error {
	var b bytes.Buffer
	family(&b, "wxastore_calls_total", "counter", "Calls, by interface and errcode; gone are those whose client hung up before its answer.")
	for _, c := range m.ordered {
		for _, code := range slices.Sorted(maps.Keys(c.codes)) {
			if n := c.codes[code].Load(); n > 0 {
				fmt.Fprintf(&b, "wxastore_calls_total{interface=%q,code=\"%d\"} %d\n", c.name, code, n)
			}
		}
		for _, rest := range []struct {
			code string
			n    uint64
		}{{"other", c.other.Load()}, {"none", c.none.Load()}, {"gone", c.gone.Load()}} {
			if rest.n > 0 {
				fmt.Fprintf(&b, "wxastore_calls_total{interface=%q,code=%q} %d\n", c.name, rest.code, rest.n)
			}
		}
	}
	family(&b, "wxastore_call_duration_seconds", "histogram", "How long calls took, by interface.")
	for _, c := range m.ordered {
		var h histogram
		if c.into(&h); h.total() > 0 {
			label := fmt.Sprintf("interface=%q", c.name)
			writeHistogram(&b, "wxastore_call_duration_seconds", label, h[:], float64(c.micros.Load())/1e6, func(i int) float64 { return float64(bounds[i]) / 1e6 })
		}
	}
	writes := m.writes()
	family(&b, "wxastore_commit_writes", "histogram", "Writes that shared a commit.")
	writeHistogram(&b, "wxastore_commit_writes", "", writes.Sizes[:], float64(writes.Writes), func(i int) float64 { return float64(uint64(1) << i) })
	gauge(&b, "wxastore_store_queue", "gauge", "Writes that wait.", int64(writes.Queued))
	gauge(&b, "wxastore_journal_queue", "gauge", "Recorded calls that wait to be written.", int64(m.journalWaiting()))
	gauge(&b, "wxastore_journal_lost_total", "counter", "Calls that the journal lost.", m.journalLost())
	gauge(&b, "wxastore_media_bytes_total", "counter", "Bytes of media that were put.", m.MediaBytes.Load())
	deliveries := m.deliveries()
	family(&b, "wxastore_deliveries_total", "counter", "Events, by how an attempt to deliver them ended; one that is given up was failed before.")
	for _, c := range []struct {
		outcome string
		n       int64
	}{{"delivered", deliveries.Delivered}, {"failed", deliveries.Failed}, {"given_up", deliveries.GivenUp}} {
		fmt.Fprintf(&b, "wxastore_deliveries_total{outcome=%q} %d\n", c.outcome, c.n)
	}
	gauge(&b, "wxastore_deliveries_in_flight", "gauge", "Events whose receiver has not answered yet.", deliveries.InFlight)
	_, err := w.Write(b.Bytes())
	return err
}

func family(b *bytes.Buffer, name, kind, help string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func gauge(b *bytes.Buffer, name, kind, help string, value int64) {
	family(b, name, kind, help)
	fmt.Fprintf(b, "%s %d\n", name, value)
}

// writeHistogram writes buckets, of which the last has no bound.
func writeHistogram(b *bytes.Buffer, name, label string, buckets []uint64, sum float64, bound func(int) float64) {
	total, comma, braces := uint64(0), "", ""
	if label != "" {
		comma, braces = ",", "{"+label+"}"
	}
	for i, n := range buckets {
		total += n
		le := "+Inf"
		if i < len(buckets)-1 {
			le = strconv.FormatFloat(bound(i), 'g', -1, 64)
		}
		fmt.Fprintf(b, "%s_bucket{%s%sle=%q} %d\n", name, label, comma, le, total)
	}
	fmt.Fprintf(b, "%s_sum%s %s\n%s_count%s %d\n", name, braces, strconv.FormatFloat(sum, 'g', -1, 64), name, braces, total)
}
