package message

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (a Address) Format(f fmt.State, _ rune) { fmt.Fprint(f, "message.Address "+a.URL) }

// LogValue implements slog.LogValuer.
func (a Address) LogValue() slog.Value { return slog.StringValue("message.Address " + a.URL) }
