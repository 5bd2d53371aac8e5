package ports

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (PushedTicket) Format(f fmt.State, _ rune) { fmt.Fprint(f, "ports.PushedTicket") }

// LogValue implements slog.LogValuer.
func (PushedTicket) LogValue() slog.Value { return slog.StringValue("ports.PushedTicket") }
