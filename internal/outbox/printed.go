package outbox

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (r Receiver) Format(f fmt.State, _ rune) { fmt.Fprint(f, "outbox.Receiver at "+r.URL) }

// LogValue implements slog.LogValuer.
func (r Receiver) LogValue() slog.Value { return slog.StringValue("outbox.Receiver at " + r.URL) }

// Format implements fmt.Formatter.
func (a attempt) Format(f fmt.State, _ rune) { fmt.Fprint(f, "outbox.attempt at "+a.to.URL) }

// LogValue implements slog.LogValuer.
func (a attempt) LogValue() slog.Value { return slog.StringValue("outbox.attempt at " + a.to.URL) }
