package msgcrypt

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (c Cipher) Format(f fmt.State, _ rune) { fmt.Fprint(f, "msgcrypt.Cipher of "+c.appID) }

// LogValue implements slog.LogValuer.
func (c Cipher) LogValue() slog.Value { return slog.StringValue("msgcrypt.Cipher of " + c.appID) }

// Format implements fmt.Formatter.
func (key) Format(f fmt.State, _ rune) { fmt.Fprint(f, "msgcrypt.key") }
