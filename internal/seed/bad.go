package seed

import "github.com/wxastore/wxastore/internal/store"

// BadSeed says what is wrong with a seed.
type BadSeed struct{ store.Mistake }

func badSeed(format string, args ...any) error { return BadSeed{store.Mistakef(format, args...)} }

var errNoFiles = store.Mistakef("merchant: headimg names a file, which only --seed may do; upload the picture instead")
