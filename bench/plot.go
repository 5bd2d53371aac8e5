package main

import (
	"bytes"
	"fmt"
	"math"
)

// point is a point of a curve: microseconds a call against a number of things.
type point struct{ x, y float64 }

// The size of a plot and its margins, in pixels.
const (
	plotWidth, plotHeight = 640, 300
	left, right           = 70, 20
	top, bottom           = 40, 50
)

// plot draws a curve as an SVG: x logarithmic where it grows more than
// tenfold, y from zero.
func plot(title, axis string, points []point) []byte {
	lowest, highest, most := points[0].x, points[0].x, 0.0
	for _, p := range points {
		lowest, highest, most = min(lowest, p.x), max(highest, p.x), max(most, p.y)
	}
	scale := func(x float64) float64 { return x }
	if highest > 10*lowest {
		scale = math.Log10
	}
	step := niceStep(most)
	ceiling := math.Ceil(most*1.1/step) * step
	place := func(p point) (x, y float64) {
		x = left + (plotWidth-left-right)*(scale(p.x)-scale(lowest))/math.Max(scale(highest)-scale(lowest), 1e-9)
		y = plotHeight - bottom - (plotHeight-top-bottom)*p.y/ceiling
		return x, y
	}
	b := new(bytes.Buffer)
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" fill="#444">`+"\n", plotWidth, plotHeight)
	fmt.Fprintf(b, `<rect width="%d" height="%d" fill="#fff"/><text x="%d" y="22" font-size="14" fill="#111">%s</text>`+"\n", plotWidth, plotHeight, left, title)
	for y := 0.0; y <= ceiling; y += step {
		_, py := place(point{lowest, y})
		fmt.Fprintf(b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%.0f µs</text>`+"\n", left, py, plotWidth-right, left-8, py+4, y)
	}
	var line bytes.Buffer
	for i, p := range points {
		x, y := place(p)
		fmt.Fprintf(&line, "%c%.1f %.1f", "ML"[min(i, 1)], x, y)
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3" fill="#07c160"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n", x, y, x, plotHeight-bottom+20, short(p.x))
	}
	fmt.Fprintf(b, `<path d="%s" fill="none" stroke="#07c160" stroke-width="2"/>`+"\n", line.Bytes())
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle">%s</text></svg>`+"\n", (left+plotWidth-right)/2, plotHeight-10, axis)
	return b.Bytes()
}

// niceStep is a round distance between the lines of a grid.
func niceStep(most float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(math.Max(most, 1))))
	for _, factor := range []float64{0.2, 0.5, 1} {
		if most/(power*factor) <= 6 {
			return power * factor
		}
	}
	return 2 * power
}

// short writes a number as 25k or 1M.
func short(x float64) string {
	switch {
	case x >= 1e6:
		return fmt.Sprintf("%.3gM", x/1e6)
	case x >= 1e3:
		return fmt.Sprintf("%.3gk", x/1e3)
	}
	return fmt.Sprintf("%.0f", x)
}
