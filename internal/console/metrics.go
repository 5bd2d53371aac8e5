package console

import (
	"bytes"
	"log/slog"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
)

func metricRoutes(c Config) []route {
	a := metricsAPI{c.Ports.Metrics}
	return []route{
		{method: "GET", path: "/metrics", summary: "Metrics in Prometheus' text format.", response: body{media: "text/plain"}, serve: a.prometheus(c.Log)},
		{method: "GET", path: "/api/metrics", summary: "What was sampled lately.", response: jsonBody[seriesJSON](), serve: serveJSON(a.series, c.Log)},
	}
}

// metricsAPI is /metrics and /api/metrics.
type metricsAPI struct{ metrics ports.Metrics }

// seriesJSON are samples, the oldest first; all lists have the same length.
type seriesJSON struct {
	// Every is the time between two samples, At when each was taken, in real
	// time.
	Every duration    `json:"every"`
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
	Codes []codeCountJSON `json:"codes"`
	// Lost is how many calls the journal lost since the start.
	Lost int64 `json:"lost"`
}

// codeCountJSON is how often an errcode was answered.
type codeCountJSON struct {
	Code  int    `json:"code"`
	Calls uint64 `json:"calls"`
}

func (a metricsAPI) series(http.ResponseWriter, *http.Request) (any, error) {
	s := a.metrics.Series()
	j := seriesJSON{
		Every: duration(s.Every), At: s.At, Calls: s.Calls, Errors: s.Errors, Median: s.Median, P99: s.P99,
		Commits: s.Commits, CommitSize: s.CommitSize, Writes: s.Writes, Journal: s.Journal,
		Codes: make([]codeCountJSON, 0, len(s.Codes)), Lost: s.Lost,
	}
	for _, c := range s.Codes {
		j.Codes = append(j.Codes, codeCountJSON(c))
	}
	return j, nil
}

func (a metricsAPI) prometheus(log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var text bytes.Buffer
		if err := a.metrics.WritePrometheus(&text); err != nil {
			log.Error("console request failed", "method", r.Method, "path", r.URL.Path, "error", err)
			refuse(w, http.StatusInternalServerError, "the service failed; its log says how")
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		// A client that is gone needs no answer.
		_, _ = w.Write(text.Bytes())
	})
}
