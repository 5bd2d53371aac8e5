package app

import "fmt"

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, "app.Config") }

// Format implements fmt.Formatter.
func (*App) Format(f fmt.State, _ rune) { fmt.Fprint(f, "app.App") }
