package component

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprint(f, "component.Config of "+c.AppID)
}

// LogValue implements slog.LogValuer.
func (c Config) LogValue() slog.Value {
	return slog.StringValue("component.Config of " + c.AppID)
}

// Format implements fmt.Formatter.
func (c ReceiverConfig) Format(f fmt.State, _ rune) {
	fmt.Fprint(f, "component.ReceiverConfig of "+c.AppID)
}

// LogValue implements slog.LogValuer.
func (c ReceiverConfig) LogValue() slog.Value {
	return slog.StringValue("component.ReceiverConfig of " + c.AppID)
}

// Format implements fmt.Formatter.
func (r Receiver) Format(f fmt.State, _ rune) {
	fmt.Fprint(f, "component.Receiver of "+r.config.AppID)
}

// LogValue implements slog.LogValuer.
func (r Receiver) LogValue() slog.Value {
	return slog.StringValue("component.Receiver of " + r.config.AppID)
}

// Format implements fmt.Formatter.
func (r TokenRecord) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

// LogValue implements slog.LogValuer.
func (r TokenRecord) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Format implements fmt.Formatter.
func (m *MemoryTokens) Format(f fmt.State, _ rune) { fmt.Fprint(f, m.String()) }

// LogValue implements slog.LogValuer.
func (m *MemoryTokens) LogValue() slog.Value { return slog.StringValue(m.String()) }

// Format implements fmt.Formatter.
func (c *Component) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue implements slog.LogValuer.
func (c *Component) LogValue() slog.Value { return slog.StringValue(c.String()) }
