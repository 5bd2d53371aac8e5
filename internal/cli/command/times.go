package command

import (
	"fmt"
	"time"
)

// china is the zone in which the service counts days and months, and the console shows
// times.
func china(t time.Time) time.Time { return t.In(time.FixedZone("", 8*60*60)) }

// Time is a point in time as the command line shows it: China's, as in the console, with
// its zone.
func Time(t time.Time) string { return china(t).Format("2006-01-02T15:04:05.000-07:00") }

// Clock is the time of day of China, for what has just happened.
func Clock(t time.Time) string { return china(t).Format("15:04:05.000") }

// Span is a duration in three digits or so.
func Span(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return fmt.Sprintf("%.2fs", d.Seconds())
	case ms >= 100:
		return fmt.Sprintf("%.0fms", ms)
	case ms >= 10:
		return fmt.Sprintf("%.1fms", ms)
	}
	return fmt.Sprintf("%.2fms", ms)
}
