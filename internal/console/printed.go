package console

import (
	"fmt"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, "console.Config") }

// Format implements fmt.Formatter.
func (guard) Format(f fmt.State, _ rune) { fmt.Fprint(f, "console.guard") }

// Format implements fmt.Formatter.
func (sessions) Format(f fmt.State, _ rune) { fmt.Fprint(f, "console.sessions") }
