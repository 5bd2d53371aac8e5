package crash

import (
	"testing"

	"github.com/wxastore/wxastore/internal/built"
)

// TestService runs the tests that share one build of the binary. Those that
// mostly wait run concurrently.
func TestService(t *testing.T) {
	binary := built.Program(t)
	t.Run("kill", func(t *testing.T) { testKill(t, binary, newFolder(t)) })
	t.Run("drain", func(t *testing.T) { testDrain(t, binary, newFolder(t)) })
	t.Run("kill-postgres", func(t *testing.T) { testKill(t, binary, newDatabase(t)) })
	t.Run("replaced", func(t *testing.T) { testReplaced(t, binary, newFolder(t)) })
	t.Run("replaced-postgres", func(t *testing.T) { testReplaced(t, binary, newDatabase(t)) })
	t.Run("reviews", func(t *testing.T) { testReviews(t, binary, newFolder(t)) })
	t.Run("reviews-postgres", func(t *testing.T) { testReviews(t, binary, newDatabase(t)) })
	t.Run("drain-postgres", func(t *testing.T) { testDrain(t, binary, newDatabase(t)) })
	t.Run("rolling", func(t *testing.T) { testRolling(t, binary) })
	t.Run("failover", func(t *testing.T) { testFailover(t, binary) })
	t.Run("failover-and-kill", func(t *testing.T) { testFailoverAndKill(t, binary) })
	t.Run("waiting", func(t *testing.T) {
		for name, test := range map[string]func(*testing.T){
			"patroni":         func(t *testing.T) { testPatroni(t, binary) },
			"network":         func(t *testing.T) { testNetwork(t, binary) },
			"upgrade":         func(t *testing.T) { testUpgrade(t, binary) },
			"events":          func(t *testing.T) { testEvents(t, binary, newFolder(t)) },
			"events-postgres": func(t *testing.T) { testEvents(t, binary, newDatabase(t)) },
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t)
			})
		}
	})
}
