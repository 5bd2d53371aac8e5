package pages

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (toolForm) Format(f fmt.State, _ rune) { fmt.Fprint(f, "pages.toolForm") }

// LogValue implements slog.LogValuer.
func (toolForm) LogValue() slog.Value { return slog.StringValue("pages.toolForm") }
