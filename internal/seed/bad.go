package seed

import (
	"errors"
	"fmt"
)

// BadSeed says what is wrong with a seed.
type BadSeed struct{ error }

// Unwrap returns the cause.
func (b BadSeed) Unwrap() error { return b.error }

// Invalid marks the error as the seed's, not the service's.
func (BadSeed) Invalid() bool { return true }

func badSeed(format string, args ...any) error { return BadSeed{fmt.Errorf(format, args...)} }

var errNoFiles = errors.New("merchant: headimg names a file, which only --seed may do; upload the picture instead")
