// Package rounds says how often a test repeats what it does: a few times in an
// ordinary run, fewer with -short, and as often as a variable of the environment says
// in the long rounds of make nightly, which scripts/nightly.sh lists. It owns how such
// a variable is read, not the tests' numbers.
package rounds

import (
	"os"
	"strconv"
	"testing"
)

// Of returns the number in the variable, or where it is not set, ordinary, or short
// with -short. A variable that is not a whole number above 0 ends the test.
func Of(t testing.TB, variable string, short, ordinary int) int {
	t.Helper()
	text := os.Getenv(variable)
	switch {
	case text == "" && testing.Short():
		return short
	case text == "":
		return ordinary
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is not a number of rounds", variable, text)
	}
	return n
}
