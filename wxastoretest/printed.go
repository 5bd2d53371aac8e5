package wxastoretest

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (a Account) Format(f fmt.State, _ rune) { fmt.Fprint(f, "wxastoretest.Account "+a.AppID) }

// LogValue implements slog.LogValuer.
func (a Account) LogValue() slog.Value { return slog.StringValue("wxastoretest.Account " + a.AppID) }

// Format implements fmt.Formatter.
func (c Component) Format(f fmt.State, _ rune) { fmt.Fprint(f, "wxastoretest.Component "+c.AppID) }

// LogValue implements slog.LogValuer.
func (c Component) LogValue() slog.Value {
	return slog.StringValue("wxastoretest.Component " + c.AppID)
}

// Format implements fmt.Formatter.
func (settings) Format(f fmt.State, _ rune) { fmt.Fprint(f, "wxastoretest.settings") }

// Format implements fmt.Formatter.
func (s *Server) Format(f fmt.State, _ rune) { fmt.Fprint(f, "wxastoretest.Server at "+s.URL) }

// LogValue implements slog.LogValuer.
func (s *Server) LogValue() slog.Value { return slog.StringValue("wxastoretest.Server at " + s.URL) }
