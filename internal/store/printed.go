package store

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (a Account) Format(f fmt.State, _ rune) { fmt.Fprint(f, "store.Account "+a.AppID) }

// LogValue implements slog.LogValuer.
func (a Account) LogValue() slog.Value { return slog.StringValue("store.Account " + a.AppID) }

// Format implements fmt.Formatter.
func (m Messages) Format(f fmt.State, _ rune) { fmt.Fprint(f, "store.Messages to "+m.URL) }

// LogValue implements slog.LogValuer.
func (m Messages) LogValue() slog.Value { return slog.StringValue("store.Messages to " + m.URL) }

// Format implements fmt.Formatter.
func (c Component) Format(f fmt.State, _ rune) { fmt.Fprint(f, "store.Component "+c.AppID) }

// LogValue implements slog.LogValuer.
func (c Component) LogValue() slog.Value { return slog.StringValue("store.Component " + c.AppID) }

// Format implements fmt.Formatter.
func (ComponentSeed) Format(f fmt.State, _ rune) { fmt.Fprint(f, "store.ComponentSeed") }

// LogValue implements slog.LogValuer.
func (ComponentSeed) LogValue() slog.Value { return slog.StringValue("store.ComponentSeed") }

// Format implements fmt.Formatter.
func (Standing) Format(f fmt.State, _ rune) { fmt.Fprint(f, "store.Standing") }

// LogValue implements slog.LogValuer.
func (Standing) LogValue() slog.Value { return slog.StringValue("store.Standing") }

// Format implements fmt.Formatter.
func (Decision) Format(f fmt.State, _ rune) { fmt.Fprint(f, "store.Decision") }

// LogValue implements slog.LogValuer.
func (Decision) LogValue() slog.Value { return slog.StringValue("store.Decision") }

// Format implements fmt.Formatter.
func (s Seed) Format(f fmt.State, _ rune) { fmt.Fprint(f, "store.Seed "+s.Account.AppID) }

// LogValue implements slog.LogValuer.
func (s Seed) LogValue() slog.Value { return slog.StringValue("store.Seed " + s.Account.AppID) }
