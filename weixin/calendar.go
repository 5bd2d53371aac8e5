package weixin

import "time"

// shanghai is the zone in which Weixin counts days and months. It has no
// summer time.
func shanghai() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

// Day returns the day in Asia/Shanghai that t falls on, as 2006-01-02.
//
//fidelity:inferred all day | a day is that of Asia/Shanghai | no page names a zone; the service is China's
func Day(t time.Time) string { return t.In(shanghai()).Format(time.DateOnly) }

// Month returns the month in Asia/Shanghai that t falls in, as 2006-01.
//
//fidelity:choice all month | a month is the calendar month of Asia/Shanghai
func Month(t time.Time) string { return t.In(shanghai()).Format("2006-01") }

// Minute returns the minute in Asia/Shanghai that t falls in, as
// 2006-01-02T15:04.
func Minute(t time.Time) string { return t.In(shanghai()).Format("2006-01-02T15:04") }
