package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

// plots shows what is counted about the service itself.
func (s *site) plots(w http.ResponseWriter, r *http.Request) error {
	series, err := do(s, r, api.ShowMetrics, api.None{})
	if err != nil {
		return err
	}
	most := uint64(1)
	for _, c := range series.Codes {
		most = max(most, c.Calls)
	}
	return s.show(w, r, answer{page: "plots", data: map[string]any{
		"Series": series, "Plots": drawn(series), "Most": most, "Span": ahead(span(series), s.words(r)),
	}})
}

// span is the time from the first sample to the last.
func span(s api.Series) api.Duration {
	if len(s.At) == 0 {
		return 0
	}
	return api.Duration(s.At[len(s.At)-1].Sub(s.At[0]).Round(time.Second))
}

// plot is a small picture of one or two rows of numbers.
type plot struct {
	// Name is a key of the words; Unit, and Says, what it tells, likewise.
	Name, Unit, Says string
	Lines            []plotLine
	// Top is what the upper edge stands for.
	Top float64
}

// Middle is what the line in the middle stands for.
func (p plot) Middle() float64 { return p.Top / 2 }

// plotLine is one row of numbers.
type plotLine struct {
	// Name is a key of the words, Class how the line is drawn: first or second.
	Name, Class string
	// Points are those of a polyline in a box of plotWidth by plotHeight.
	Points    string
	Last, Max float64
}

// The box that lines are drawn in.
const (
	plotWidth  = 300
	plotHeight = 72
)

func drawn(s api.Series) []plot {
	return []plot{
		newPlot("plot.calls", "unit.persecond", []string{"plot.all", "plot.errors"}, s.Calls, s.Errors),
		newPlot("plot.latency", "unit.ms", []string{"plot.median", "plot.p99"}, s.Median, s.P99),
		newPlot("plot.size", "unit.writes", []string{"plot.size.line"}, s.CommitSize),
		newPlot("plot.commits", "unit.persecond", []string{"plot.commits.line"}, s.Commits),
		newPlot("plot.queues", "unit.waiting", []string{"plot.writes", "plot.journal"}, s.Writes, s.Journal),
	}
}

func newPlot(name, unit string, names []string, rows ...[]float64) plot {
	p := plot{Name: name, Unit: unit, Says: name + ".says", Top: 1}
	for _, row := range rows {
		if len(row) > 0 {
			p.Top = max(p.Top, slices.Max(row))
		}
	}
	for i, row := range rows {
		line := plotLine{Name: names[i], Class: []string{"first", "second"}[i], Points: points(row, p.Top)}
		if n := len(row); n > 0 {
			line.Last, line.Max = row[n-1], slices.Max(row)
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

// points are a row of numbers as the points of a polyline, the newest at the
// right edge.
func points(row []float64, top float64) string {
	if len(row) == 1 {
		row = []float64{row[0], row[0]}
	}
	var all []string
	for i, v := range row {
		x := float64(i) / float64(len(row)-1) * plotWidth
		y := plotHeight - v/top*plotHeight
		all = append(all, strconv.FormatFloat(x, 'f', 1, 64)+","+strconv.FormatFloat(y, 'f', 1, 64))
	}
	return strings.Join(all, " ")
}
