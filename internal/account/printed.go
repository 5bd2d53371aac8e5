package account

import (
	"fmt"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (*Module) Format(f fmt.State, _ rune) { fmt.Fprint(f, "account.Module") }

// Format implements fmt.Formatter.
func (credentials) Format(f fmt.State, _ rune) { fmt.Fprint(f, "account.credentials") }
