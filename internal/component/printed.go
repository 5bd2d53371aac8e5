package component

import (
	"fmt"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (grant) Format(f fmt.State, _ rune) { fmt.Fprint(f, "component.grant") }

// Format implements fmt.Formatter.
func (invitation) Format(f fmt.State, _ rune) { fmt.Fprint(f, "component.invitation") }

// Format implements fmt.Formatter.
func (ticketMade) Format(f fmt.State, _ rune) { fmt.Fprint(f, "component.ticketMade") }
