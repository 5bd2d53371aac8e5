package parity

import (
	"slices"

	"github.com/wxastore/wxastore/internal/said"
)

// Level says what a scenario does to the account that it is played with.
type Level string

// The levels. Each has the scenarios of those before it, too.
const (
	Read     Level = "read"
	Free     Level = "free"
	Rationed Level = "rationed"
)

// Levels returns the levels in their order.
func Levels() []Level { return []Level{Read, Free, Rationed} }

func parseLevel(text string) (Level, error) {
	if level := Level(text); slices.Contains(Levels(), level) {
		return level, nil
	}
	return "", said.Errorf("%q is not a level: read, free or rationed", text)
}

// Has reports whether a run of level l plays the scenarios of other.
func (l Level) Has(other Level) bool {
	return slices.Contains(Levels()[:slices.Index(Levels(), l)+1], other)
}
