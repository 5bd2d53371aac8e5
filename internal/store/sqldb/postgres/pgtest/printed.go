package pgtest

import (
	"fmt"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (Server) Format(f fmt.State, _ rune) { fmt.Fprint(f, "pgtest.Server") }

// Format implements fmt.Formatter.
func (Pair) Format(f fmt.State, _ rune) { fmt.Fprint(f, "pgtest.Pair") }
