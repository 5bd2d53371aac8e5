package weixin

import "time"

// shanghai is t with the date and time that clocks in Asia/Shanghai show then,
// where Weixin counts days and months. The zone has no summer time.
func shanghai(t time.Time) time.Time { return t.UTC().Add(8 * time.Hour) }

// Day returns the day in Asia/Shanghai that t falls on, as 2006-01-02.
//
//fidelity:inferred all day | a day is that of Asia/Shanghai | no page names a zone; the service is China's
func Day(t time.Time) string { return shanghai(t).Format(time.DateOnly) }

// Month returns the month in Asia/Shanghai that t falls in, as 2006-01.
//
//fidelity:choice all month | a month is the calendar month of Asia/Shanghai
func Month(t time.Time) string { return shanghai(t).Format("2006-01") }

// Minute returns the minute in Asia/Shanghai that t falls in, as
// 2006-01-02T15:04.
func Minute(t time.Time) string { return shanghai(t).Format("2006-01-02T15:04") }
