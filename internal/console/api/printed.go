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
func (a Account) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.Account "+a.AppID) }

// LogValue implements slog.LogValuer.
func (a Account) LogValue() slog.Value { return slog.StringValue("api.Account " + a.AppID) }

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

// Format implements fmt.Formatter.
func (AccountList) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.AccountList") }

// LogValue implements slog.LogValuer.
func (AccountList) LogValue() slog.Value { return slog.StringValue("api.AccountList") }

// Format implements fmt.Formatter.
func (AccountCreation) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.AccountCreation") }

// LogValue implements slog.LogValuer.
func (AccountCreation) LogValue() slog.Value { return slog.StringValue("api.AccountCreation") }

// Format implements fmt.Formatter.
func (AccountChange) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.AccountChange") }

// LogValue implements slog.LogValuer.
func (AccountChange) LogValue() slog.Value { return slog.StringValue("api.AccountChange") }

// Format implements fmt.Formatter.
func (ComponentFields) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.ComponentFields") }

// LogValue implements slog.LogValuer.
func (ComponentFields) LogValue() slog.Value { return slog.StringValue("api.ComponentFields") }

// Format implements fmt.Formatter.
func (Component) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.Component") }

// LogValue implements slog.LogValuer.
func (Component) LogValue() slog.Value { return slog.StringValue("api.Component") }

// Format implements fmt.Formatter.
func (ComponentList) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.ComponentList") }

// LogValue implements slog.LogValuer.
func (ComponentList) LogValue() slog.Value { return slog.StringValue("api.ComponentList") }

// Format implements fmt.Formatter.
func (ComponentCreation) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.ComponentCreation") }

// LogValue implements slog.LogValuer.
func (ComponentCreation) LogValue() slog.Value { return slog.StringValue("api.ComponentCreation") }

// Format implements fmt.Formatter.
func (NewComponent) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.NewComponent") }

// LogValue implements slog.LogValuer.
func (NewComponent) LogValue() slog.Value { return slog.StringValue("api.NewComponent") }

// Format implements fmt.Formatter.
func (ComponentChange) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.ComponentChange") }

// LogValue implements slog.LogValuer.
func (ComponentChange) LogValue() slog.Value { return slog.StringValue("api.ComponentChange") }

// Format implements fmt.Formatter.
func (MadeToken) Format(f fmt.State, _ rune) { fmt.Fprint(f, "api.MadeToken") }

// LogValue implements slog.LogValuer.
func (MadeToken) LogValue() slog.Value { return slog.StringValue("api.MadeToken") }
