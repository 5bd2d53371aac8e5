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

// Format implements fmt.Formatter.
func (newSecret) Format(f fmt.State, _ rune) { fmt.Fprint(f, "pages.newSecret") }

// LogValue implements slog.LogValuer.
func (newSecret) LogValue() slog.Value { return slog.StringValue("pages.newSecret") }

// Format implements fmt.Formatter.
func (sentForm) Format(f fmt.State, _ rune) { fmt.Fprint(f, "pages.sentForm") }

// LogValue implements slog.LogValuer.
func (sentForm) LogValue() slog.Value { return slog.StringValue("pages.sentForm") }

// Format implements fmt.Formatter.
func (newToken) Format(f fmt.State, _ rune) { fmt.Fprint(f, "pages.newToken") }

// LogValue implements slog.LogValuer.
func (newToken) LogValue() slog.Value { return slog.StringValue("pages.newToken") }

// Format implements fmt.Formatter.
func (Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, "pages.Config") }

// LogValue implements slog.LogValuer.
func (Config) LogValue() slog.Value { return slog.StringValue("pages.Config") }

// Format implements fmt.Formatter.
func (chosenAccount) Format(f fmt.State, _ rune) { fmt.Fprint(f, "pages.chosenAccount") }

// LogValue implements slog.LogValuer.
func (chosenAccount) LogValue() slog.Value { return slog.StringValue("pages.chosenAccount") }
