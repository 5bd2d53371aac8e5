package client

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (c ComponentConfig) Format(f fmt.State, _ rune) {
	fmt.Fprint(f, "client.ComponentConfig of "+c.AppID)
}

// LogValue implements slog.LogValuer.
func (c ComponentConfig) LogValue() slog.Value {
	return slog.StringValue("client.ComponentConfig of " + c.AppID)
}

// Format implements fmt.Formatter.
func (c ReceiverConfig) Format(f fmt.State, _ rune) {
	fmt.Fprint(f, "client.ReceiverConfig of "+c.AppID)
}

// LogValue implements slog.LogValuer.
func (c ReceiverConfig) LogValue() slog.Value {
	return slog.StringValue("client.ReceiverConfig of " + c.AppID)
}

// Format implements fmt.Formatter.
func (r *Receiver) Format(f fmt.State, _ rune) { fmt.Fprint(f, "client.Receiver of "+r.config.AppID) }

// LogValue implements slog.LogValuer.
func (r *Receiver) LogValue() slog.Value {
	return slog.StringValue("client.Receiver of " + r.config.AppID)
}

// Format implements fmt.Formatter.
func (t staticToken) Format(f fmt.State, _ rune) { fmt.Fprint(f, t.String()) }

// LogValue implements slog.LogValuer.
func (t staticToken) LogValue() slog.Value { return slog.StringValue(t.String()) }

// Format implements fmt.Formatter.
func (message) Format(f fmt.State, _ rune) { fmt.Fprint(f, "client.message") }

// Format implements fmt.Formatter.
func (RawRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, "client.RawRequest") }

// LogValue implements slog.LogValuer.
func (RawRequest) LogValue() slog.Value { return slog.StringValue("client.RawRequest") }

// Format implements fmt.Formatter.
func (r TokenRecord) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

// LogValue implements slog.LogValuer.
func (r TokenRecord) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Format implements fmt.Formatter.
func (t *Tokens) Format(f fmt.State, _ rune) { fmt.Fprint(f, t.String()) }

// LogValue implements slog.LogValuer.
func (t *Tokens) LogValue() slog.Value { return slog.StringValue(t.String()) }

// Format implements fmt.Formatter.
func (m *MemoryTokens) Format(f fmt.State, _ rune) { fmt.Fprint(f, m.String()) }

// LogValue implements slog.LogValuer.
func (m *MemoryTokens) LogValue() slog.Value { return slog.StringValue(m.String()) }

// Format implements fmt.Formatter.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue implements slog.LogValuer.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Format implements fmt.Formatter.
func (c *Component) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue implements slog.LogValuer.
func (c *Component) LogValue() slog.Value { return slog.StringValue(c.String()) }
