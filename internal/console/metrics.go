package console

import (
	"bytes"
	"net/http"

	"github.com/wxastore/wxastore/internal/console/ops"
)

// metricsRoute answers Prometheus.
func metricsRoute(c Config) route {
	return file("/metrics", "Metrics in Prometheus' text format.", "text/plain", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var text bytes.Buffer
		if err := c.Console.WritePrometheus(&text); err != nil {
			c.Log.Error("console request failed", "method", r.Method, "path", r.URL.Path, "error", err)
			refuseWith(w, r, ops.Explain(err))
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		// A client that is gone needs no answer.
		_, _ = w.Write(text.Bytes())
	}))
}
