package component

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (grant) Format(f fmt.State, _ rune) { fmt.Fprint(f, "component.grant") }

// Format implements fmt.Formatter.
func (invitation) Format(f fmt.State, _ rune) { fmt.Fprint(f, "component.invitation") }

// Format implements fmt.Formatter.
func (ticketMade) Format(f fmt.State, _ rune) { fmt.Fprint(f, "component.ticketMade") }

// Format implements fmt.Formatter.
func (s shown) Format(f fmt.State, _ rune) { fmt.Fprint(f, "component.shown to "+s.AppID) }

// LogValue implements slog.LogValuer.
func (s shown) LogValue() slog.Value { return slog.StringValue("component.shown to " + s.AppID) }
