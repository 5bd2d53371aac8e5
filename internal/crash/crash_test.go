package crash

import "testing"

// TestService runs the tests that share one build of the binary.
func TestService(t *testing.T) {
	binary := buildService(t)
	t.Run("kill", func(t *testing.T) { testKill(t, binary) })
	t.Run("events", func(t *testing.T) { testEvents(t, binary) })
	t.Run("drain", func(t *testing.T) { testDrain(t, binary) })
}
