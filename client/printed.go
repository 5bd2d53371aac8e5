package client

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

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
func (t Token) Format(f fmt.State, _ rune) { fmt.Fprint(f, t.String()) }

// LogValue implements slog.LogValuer.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// Format implements fmt.Formatter.
func (t *Tokens) Format(f fmt.State, _ rune) { fmt.Fprint(f, t.String()) }

// LogValue implements slog.LogValuer.
func (t *Tokens) LogValue() slog.Value { return slog.StringValue(t.String()) }

// Format implements fmt.Formatter.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue implements slog.LogValuer.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }
