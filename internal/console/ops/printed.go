package ops

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (Modules) Format(f fmt.State, _ rune) { fmt.Fprint(f, "ops.Modules") }

// LogValue implements slog.LogValuer.
func (Modules) LogValue() slog.Value { return slog.StringValue("ops.Modules") }

// Format implements fmt.Formatter.
func (Console) Format(f fmt.State, _ rune) { fmt.Fprint(f, "ops.Console") }

// LogValue implements slog.LogValuer.
func (Console) LogValue() slog.Value { return slog.StringValue("ops.Console") }
