package api

import (
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// Duration is a time.Duration that JSON has as "1h30m".
type Duration time.Duration

// MarshalText writes it as 1h30m.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return said.Errorf("%q is not a duration: write it as 1h30m or 250ms", text)
	}
	*d = Duration(parsed)
	return nil
}

func (d Duration) String() string { return time.Duration(d).String() }
