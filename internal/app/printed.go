package app

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, "app.Config") }

// Format implements fmt.Formatter.
func (Running) Format(f fmt.State, _ rune) { fmt.Fprint(f, "app.Running") }

// LogValue implements slog.LogValuer.
func (Running) LogValue() slog.Value { return slog.StringValue("app.Running") }

// Format implements fmt.Formatter.
func (*App) Format(f fmt.State, _ rune) { fmt.Fprint(f, "app.App") }

// Format implements fmt.Formatter.
func (callbacks) Format(f fmt.State, _ rune) { fmt.Fprint(f, "app.callbacks") }
