package message

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (c Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, "message.Config of "+c.AppID) }

// LogValue implements slog.LogValuer.
func (c Config) LogValue() slog.Value { return slog.StringValue("message.Config of " + c.AppID) }

// Format implements fmt.Formatter.
func (r Receiver) Format(f fmt.State, _ rune) { fmt.Fprint(f, "message.Receiver of "+r.config.AppID) }

// LogValue implements slog.LogValuer.
func (r Receiver) LogValue() slog.Value {
	return slog.StringValue("message.Receiver of " + r.config.AppID)
}
