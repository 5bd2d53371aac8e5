package seed

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (a Account) Format(f fmt.State, _ rune) { fmt.Fprint(f, "seed.Account "+a.AppID) }

// LogValue implements slog.LogValuer.
func (a Account) LogValue() slog.Value { return slog.StringValue("seed.Account " + a.AppID) }

// Format implements fmt.Formatter.
func (c Component) Format(f fmt.State, _ rune) { fmt.Fprint(f, "seed.Component "+c.AppID) }

// LogValue implements slog.LogValuer.
func (c Component) LogValue() slog.Value { return slog.StringValue("seed.Component " + c.AppID) }

// Format implements fmt.Formatter.
func (document) Format(f fmt.State, _ rune) { fmt.Fprint(f, "seed.document") }

// LogValue implements slog.LogValuer.
func (document) LogValue() slog.Value { return slog.StringValue("seed.document") }
