package crash

import (
	"os"
	"strconv"
	"testing"
)

// rounds is how often a test does its harm: what the environment says, or else
// so often that a service which loses what it answered is seen.
func rounds(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	value := os.Getenv(variable)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is not a number of rounds", variable, value)
	}
	return n
}

func failovers(t *testing.T) int { return rounds(t, "WXASTORE_FAILOVER_ROUNDS", 1) }
