package event

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (r Receiver) Format(f fmt.State, _ rune) { fmt.Fprint(f, "event.Receiver at "+r.URL) }

// LogValue implements slog.LogValuer.
func (r Receiver) LogValue() slog.Value { return slog.StringValue("event.Receiver at " + r.URL) }
