package filetokens

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (r file) Format(f fmt.State, _ rune) { fmt.Fprint(f, "filetokens.file of "+r.AppID) }

// LogValue implements slog.LogValuer.
func (r file) LogValue() slog.Value { return slog.StringValue("filetokens.file of " + r.AppID) }
