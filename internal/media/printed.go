package media

import (
	"fmt"
	"log/slog"
)

// What holds a secret is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (pictureKey) Format(f fmt.State, _ rune) { fmt.Fprint(f, "media.pictureKey") }

// LogValue implements slog.LogValuer.
func (pictureKey) LogValue() slog.Value { return slog.StringValue("media.pictureKey") }
