package console

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, "console.Config") }

// Format implements fmt.Formatter.
func (guard) Format(f fmt.State, _ rune) { fmt.Fprint(f, "console.guard") }

// Format implements fmt.Formatter.
func (sessions) Format(f fmt.State, _ rune) { fmt.Fprint(f, "console.sessions") }

// Format implements fmt.Formatter.
func (secretJSON) Format(f fmt.State, _ rune) { fmt.Fprint(f, "console.secretJSON") }

// LogValue implements slog.LogValuer.
func (secretJSON) LogValue() slog.Value { return slog.StringValue("console.secretJSON") }

// Format implements fmt.Formatter.
func (ticketJSON) Format(f fmt.State, _ rune) { fmt.Fprint(f, "console.ticketJSON") }

// LogValue implements slog.LogValuer.
func (ticketJSON) LogValue() slog.Value { return slog.StringValue("console.ticketJSON") }

// Format implements fmt.Formatter.
func (authCodeJSON) Format(f fmt.State, _ rune) { fmt.Fprint(f, "console.authCodeJSON") }

// LogValue implements slog.LogValuer.
func (authCodeJSON) LogValue() slog.Value { return slog.StringValue("console.authCodeJSON") }
