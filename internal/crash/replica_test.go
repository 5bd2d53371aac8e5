package crash

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/freeport"
	"github.com/wxastore/wxastore/internal/tools"
)

// replica is one of several services on one database. Its addresses stay the
// same when it is started again.
type replica struct {
	api, console string
	start        func() *process
	*process
}

// startReplicas starts n services on a database, with one folder of pictures.
func startReplicas(t *testing.T, binary, seed string, kept database, n int) []*replica {
	t.Helper()
	var replicas []*replica
	for range n {
		r := newReplica(t, binary, seed, kept)
		r.process = r.start()
		replicas = append(replicas, r)
	}
	return replicas
}

// newReplica is one of the services on a database, which does not run yet.
func newReplica(t *testing.T, binary, seed string, kept database) *replica {
	t.Helper()
	media, own := filepath.Join(kept.folder, "media"), t.TempDir()
	if err := errors.Join(os.MkdirAll(media, 0o700), os.Symlink(media, filepath.Join(own, "media"))); err != nil {
		t.Fatal(err)
	}
	r := &replica{api: freeAddress(t), console: freeAddress(t)}
	r.start = func() *process {
		return startService(t, binary, "--listen", r.api, "--console", r.console, "--database", kept.address,
			"--data", own, "--seed", seed, "--log-level", "warn", "--stop-delay", "2s")
	}
	return r
}

// freeAddress is an address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	address, err := freeport.Address()
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// startBalancer runs HAProxy in front of replicas and returns its address. It
// asks /readyz of each five times a second; on a busy machine the answer takes a while.
func startBalancer(t *testing.T, replicas []*replica) (api string) {
	t.Helper()
	tools.Need(t, "haproxy")
	address := freeAddress(t)
	config := new(strings.Builder)
	fmt.Fprintf(config, `defaults
	mode http
	timeout connect 1s
	timeout client 30s
	timeout server 30s
	timeout check 10s
	retries 3
	option redispatch
listen api
	bind %s
	balance roundrobin
	option httpchk GET /readyz
`, address)
	for i, r := range replicas {
		_, port, _ := net.SplitHostPort(r.console)
		fmt.Fprintf(config, "\tserver replica%d %s check port %s inter 200ms fall 1 rise 1\n", i, r.api, port)
	}
	path := filepath.Join(t.TempDir(), "haproxy.cfg")
	if err := os.WriteFile(path, []byte(config.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	said := &output{changed: make(chan struct{}, 1)}
	balancer := exec.Command("haproxy", "-db", "-f", path)
	balancer.Stdout, balancer.Stderr = said, said
	if err := balancer.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		balancer.Process.Kill()
		balancer.Wait()
		if t.Failed() {
			t.Logf("HAProxy said:\n%s", said)
		}
	})
	for deadline := time.Now().Add(startTime); ; {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return "http://" + address
		}
		if time.Now().After(deadline) {
			t.Fatalf("HAProxy does not listen: %v\n%s", err, said)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
