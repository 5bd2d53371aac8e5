package running

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (Service) Format(f fmt.State, _ rune) { fmt.Fprint(f, "running.Service") }

// LogValue implements slog.LogValuer.
func (Service) LogValue() slog.Value { return slog.StringValue("running.Service") }
