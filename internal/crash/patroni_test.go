package crash

import (
	"fmt"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
)

// takeOverTime is how soon a change must be acknowledged again after a server was
// killed of which Patroni learns by the end of its key.
const takeOverTime = 30 * time.Second

// testPatroni kills the server that takes writes, and in every other round the machine
// that it runs on, and leaves what follows to Patroni.
func testPatroni(t *testing.T, binary string) {
	rounds := patroniRounds(t)
	cluster := pgtest.NewCluster(t)
	s := &site{pace: 50 * time.Millisecond}
	s.open(t, binary, cluster.Address(), 2)
	var ended, machine time.Duration
	for round := range rounds {
		load()
		kill, longest := cluster.KillServer, &ended
		if round%2 == 1 {
			kill, longest = cluster.KillMachine, &machine
		}
		began := time.Now()
		if err := kill(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.backWithin(t, "after Patroni's failover", takeOverTime)
		*longest = max(*longest, time.Since(began))
		if round == rounds-1 {
			break
		}
		load()
		if err := cluster.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("changes were acknowledged again %v after the end of a server, %v after that of a machine, at most",
		ended.Round(time.Millisecond), machine.Round(time.Millisecond))
	s.close(t, fmt.Sprintf("%d failovers by Patroni", rounds))
}
