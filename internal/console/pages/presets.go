package pages

import (
	"net/url"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// preset is a fault that is injected by one button. It replaces what it has injected
// before.
type preset struct {
	// Name is a key of the words below "preset.", and the id of the fault.
	Name string
	// Fields are those of the form of a fault.
	Fields []named
}

// presets are what is tried most.
func presets() []preset {
	return []preset{
		{"quota", []named{{"kind", api.FaultCode}, {"code", "45009"}}},
		{"flaky", []named{{"kind", api.FaultCode}, {"code", "-1"}, {"probability", "10"}}},
		{"slow", []named{{"kind", api.FaultLatency}, {"shape", "lognormal"}, {"wait", "800ms"}, {"sigma", "0.5"}}},
		{"down", []named{{"kind", api.FaultStatus}, {"status", "503"}}},
		{"expired", []named{{"kind", api.FaultCode}, {"code", "42001"}}},
		{"dropped", []named{{"kind", api.FaultCut}, {"probability", "5"}}},
		{"garbled", []named{{"kind", api.FaultGarbage}, {"count", "1"}}},
	}
}

// clockStep is a move of the clock by one button.
type clockStep struct {
	// How and Value are those of the form. Name is a key of the words, "" if the
	// length says all.
	How, Value, Name string
	By               api.Duration
}

// clockSteps are what falls due most, at a time.
func clockSteps(now time.Time) []clockStep {
	by := func(d time.Duration, name string) clockStep {
		return clockStep{"advance", d.String(), name, api.Duration(d)}
	}
	year, month, day := now.In(zone).Date()
	to := func(t time.Time, name string) clockStep {
		return clockStep{How: "set", Value: t.Format("2006-01-02T15:04"), Name: name}
	}
	return []clockStep{
		by(5*time.Minute, ""), by(2*time.Hour, "clock.tokens"), by(24*time.Hour, ""), by(3*24*time.Hour, "clock.media"),
		to(time.Date(year, month, day+1, 0, 0, 0, 0, zone), "clock.midnight"), to(time.Date(year, month+1, 1, 0, 0, 0, 0, zone), "clock.month"),
	}
}

// codesOf are the codes that an interface can answer, or all that any can.
func codesOf(name string) []weixin.Code {
	if d, ok := weixin.Find(name); ok {
		return d.Codes()
	}
	var all []weixin.Code
	for _, d := range weixin.Declarations() {
		all = append(all, d.Codes()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// typed are the fields of a form that was refused, as they were typed.
type typed struct{ url.Values }

// Or is what was typed into a field, or what stands there otherwise.
func (t typed) Or(name string, otherwise any) any {
	if t.Has(name) {
		return t.Get(name)
	}
	return otherwise
}

// Of is what was typed into the field of a form that says how.
func (t typed) Of(how string) string {
	if t.Get("how") == how {
		return t.Get("value")
	}
	return ""
}
