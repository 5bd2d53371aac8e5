package crash

import (
	"testing"

	"github.com/wxastore/wxastore/internal/rounds"
)

func failovers(t *testing.T) int { return rounds.Of(t, "WXASTORE_FAILOVER_ROUNDS", 1, 1) }

// patroniRounds is 2 where nothing else is said: each takes some 12 s, most of them
// waiting.
func patroniRounds(t *testing.T) int { return rounds.Of(t, "WXASTORE_PATRONI_ROUNDS", 1, 2) }
