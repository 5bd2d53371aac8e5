package api

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (Client) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.Client") }

// LogValue implements slog.LogValuer.
func (Client) LogValue() slog.Value { return slog.StringValue("api.Client") }

// Format implements fmt.Formatter.
func (Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.Secret") }

// LogValue implements slog.LogValuer.
func (Secret) LogValue() slog.Value { return slog.StringValue("api.Secret") }

// Format implements fmt.Formatter.
func (Ticket) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.Ticket") }

// LogValue implements slog.LogValuer.
func (Ticket) LogValue() slog.Value { return slog.StringValue("api.Ticket") }

// Format implements fmt.Formatter.
func (AuthCode) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.AuthCode") }

// LogValue implements slog.LogValuer.
func (AuthCode) LogValue() slog.Value { return slog.StringValue("api.AuthCode") }

// Format implements fmt.Formatter.
func (Link) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.Link") }

// LogValue implements slog.LogValuer.
func (Link) LogValue() slog.Value { return slog.StringValue("api.Link") }
