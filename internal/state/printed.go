package state

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (*State) Format(f fmt.State, _ rune) { fmt.Fprint(f, "state.State") }

// LogValue implements slog.LogValuer.
func (*State) LogValue() slog.Value { return slog.StringValue("state.State") }
