package crash

import (
	"testing"

	"github.com/wxastore/wxastore/internal/rounds"
)

func failovers(t *testing.T) int { return rounds.Of(t, "WXASTORE_FAILOVER_ROUNDS", 1, 1) }
