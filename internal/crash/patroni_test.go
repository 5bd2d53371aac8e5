package crash

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
)

// testPatroni kills the server that takes writes, and in every other round the machine
// that it runs on, and leaves what follows to Patroni.
func testPatroni(t *testing.T, binary string) {
	rounds := patroniRounds(t)
	cluster := pgtest.NewCluster(t)
	s := &site{pace: 50 * time.Millisecond}
	s.open(t, binary, cluster.Address(), 2)
	var ended, machine []time.Duration
	for round := range rounds {
		load()
		kill, took := cluster.KillServer, &ended
		if round%2 == 1 {
			kill, took = cluster.KillMachine, &machine
		}
		began := time.Now()
		if err := kill(t.Context()); err != nil {
			t.Fatal(err)
		}
		// The processes of a killed server may still end what they are at.
		if err := cluster.TakenOver(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.back(t, "after Patroni's failover")
		*took = append(*took, time.Since(began))
		if round == rounds-1 {
			break
		}
		load()
		if err := cluster.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("changes were acknowledged again %s after the end of a server, %s after that of a machine", spread(ended), spread(machine))
	s.close(t, fmt.Sprintf("%d failovers by Patroni", rounds))
}

// spread shows times, and of several the shortest, the middle and the longest.
func spread(times []time.Duration) string {
	slices.Sort(times)
	for i := range times {
		times[i] = times[i].Round(10 * time.Millisecond)
	}
	if len(times) < 3 {
		return fmt.Sprint(times)
	}
	return fmt.Sprintf("%v to %v, %v in the middle of %v", times[0], times[len(times)-1], times[len(times)/2], times)
}
