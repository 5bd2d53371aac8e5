package pgtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Network is a network namespace that servers can live in. One cable leads
// there, which can be cut: then packets get lost, and nobody is told.
type Network struct {
	namespace, cable, address string
}

// NewNetwork makes a network until the test ends. Where this is not permitted it
// returns nil.
func NewNetwork(t testing.TB) *Network {
	t.Helper()
	id := os.Getpid() % 10_000
	n := &Network{namespace: fmt.Sprintf("wxtest%d", id), cable: fmt.Sprintf("wxt%d", id)}
	near := fmt.Sprintf("10.%d.%d.1/30", 200+id%50, id/50)
	far := strings.Replace(near, ".1/", ".2/", 1)
	n.address, _, _ = strings.Cut(far, "/")
	if err := n.ip("netns", "add", n.namespace); err != nil {
		t.Logf("no network namespace: %v", err)
		return nil
	}
	t.Cleanup(func() {
		if err := n.ip("netns", "del", n.namespace); err != nil {
			t.Error(err)
		}
	})
	for _, line := range []string{
		"link add " + n.cable + "a type veth peer name " + n.cable + "b netns " + n.namespace,
		"addr add " + near + " dev " + n.cable + "a",
		"link set " + n.cable + "a up",
		"-n " + n.namespace + " addr add " + far + " dev " + n.cable + "b",
		"-n " + n.namespace + " link set lo up",
		"-n " + n.namespace + " link set " + n.cable + "b up",
	} {
		if err := n.ip(strings.Fields(line)...); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func (n *Network) ip(args ...string) error {
	if out, err := exec.CommandContext(context.Background(), "ip", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// move puts a server that has not been started into the network.
func (n *Network) move(s *Server) {
	s.as = append([]string{"ip", "netns", "exec", n.namespace}, s.as...)
	s.host = n.address
}

// Cut cuts the cable.
func (n *Network) Cut() error { return n.ip("-n", n.namespace, "link", "set", n.cable+"b", "down") }

// Heal mends it.
func (n *Network) Heal() error { return n.ip("-n", n.namespace, "link", "set", n.cable+"b", "up") }
