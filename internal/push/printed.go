package push

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (h *Handler) Format(f fmt.State, _ rune) { fmt.Fprint(f, "push.Handler") }

// LogValue implements slog.LogValuer.
func (h *Handler) LogValue() slog.Value { return slog.StringValue("push.Handler") }
