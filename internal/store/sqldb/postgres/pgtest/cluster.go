package pgtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/freeport"
	"github.com/wxastore/wxastore/internal/tools"
)

// Cluster is two servers that Patroni manages, with etcd, as people run them: of the two
// one takes writes, and has each of them on the disk of both before it acknowledges it.
type Cluster struct {
	members [2]*member
	etcd    *guarded
	// killed is the member that was killed last.
	killed *member
}

// member is a server and the Patroni that starts it.
type member struct {
	*Server
	config string
	// rest is where Patroni answers.
	rest string
	// patroni is the command; nil until it runs.
	patroni *guarded
}

// The times of the clusters. Patroni's own are a ttl of 30, a loop_wait of 10 and a
// retry_timeout of 10; a ttl may not be shorter than the loop_wait and twice the
// retry_timeout.
const (
	clusterTTL   = 7
	clusterLoop  = 1
	clusterRetry = 3
)

// untilToldManaged is untilTold for a Patroni, whose server lives on when it ends. Told
// to keep the folder, it kills both, as the loss of a machine would.
const untilToldManaged = `"$@" </dev/null & manager=$!
read -r rest
[ "$rest" = keep ] && signal=KILL || signal=QUIT
kill -KILL $manager 2>/dev/null
server=$(head -n 1 data/postmaster.pid 2>/dev/null)
if [ -n "$server" ]; then
	kill -$signal $server 2>/dev/null
	while kill -0 $server 2>/dev/null; do sleep 0.02; done
fi
wait $manager
[ "$rest" = keep ] || rm -rf "$0"`

// NewCluster starts a cluster, until the test ends, and returns when both servers have
// what is acknowledged.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	tools.Need(t, "patroni", "etcd")
	c := new(Cluster)
	t.Cleanup(func() {
		if err := c.close(); err != nil {
			t.Error(err)
		}
	})
	if err := c.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *Cluster) start(ctx context.Context) error {
	etcd, err := c.startEtcd()
	if err != nil {
		return err
	}
	for i := range c.members {
		if c.members[i], err = newMember(); err != nil {
			return err
		}
		c.members[i].password = c.members[0].password
		if err := c.members[i].configure(fmt.Sprintf("db%d", i+1), etcd); err != nil {
			return err
		}
	}
	// The second copies the first, so that which of them makes the cluster is not a race.
	if err := c.members[0].run(); err != nil {
		return err
	}
	if err := c.members[0].answers(ctx, "/primary"); err != nil {
		return err
	}
	if err := c.members[0].createOwner(ctx); err != nil {
		return err
	}
	if err := c.members[1].run(); err != nil {
		return err
	}
	return c.members[1].answers(ctx, "/synchronous")
}

// startEtcd starts etcd and returns its host and port.
func (c *Cluster) startEtcd() (address string, err error) {
	dir, as, err := newFolder()
	if err != nil {
		return "", err
	}
	var addresses [2]string // for clients and for other etcds
	for i := range addresses {
		port, err := freeport.Port()
		if err != nil {
			return "", errors.Join(err, os.RemoveAll(dir))
		}
		addresses[i] = fmt.Sprintf("127.0.0.1:%d", port)
	}
	client, peer := "http://"+addresses[0], "http://"+addresses[1]
	path, err := exec.LookPath("etcd")
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	c.etcd, err = guard(untilTold, dir, as, []string{path, "--data-dir", filepath.Join(dir, "data"),
		"--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
		"--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer,
		"--heartbeat-interval", "20", "--election-timeout", "200"})
	return addresses[0], err
}

func newMember() (*member, error) {
	s, err := newServer()
	if err != nil {
		return nil, err
	}
	port, err := freeport.Port()
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	m := &member{Server: s, config: filepath.Join(s.dir, "patroni.yml"), rest: fmt.Sprintf("127.0.0.1:%d", port)}
	return m, nil
}

// configure writes Patroni's file. JSON is YAML.
func (m *member) configure(name, etcd string) error {
	type object = map[string]any
	login := func(name string) object { return object{"username": name, "password": m.password} }
	text, err := json.MarshalIndent(object{
		"scope": owner, "name": name,
		"restapi": object{"listen": m.rest, "connect_address": m.rest},
		"etcd3":   object{"host": etcd},
		"bootstrap": object{
			"dcs": object{
				"ttl": clusterTTL, "loop_wait": clusterLoop, "retry_timeout": clusterRetry,
				"synchronous_mode": true, "primary_start_timeout": 0,
				"postgresql": object{"use_pg_rewind": true, "parameters": object{"max_connections": 200, "wal_keep_size": "512MB"}},
			},
			"initdb": []any{object{"encoding": "UTF8"}, object{"locale": "C"}, "data-checksums", "no-sync"},
		},
		"postgresql": object{
			"listen": m.hostPort(), "connect_address": m.hostPort(), "data_dir": m.data(), "bin_dir": m.bin,
			"pgpass":          filepath.Join(m.dir, "pgpass"),
			"authentication":  object{"superuser": login(superuser), "replication": login("replicator"), "rewind": login("rewinder")},
			"parameters":      object{"unix_socket_directories": m.sockets(), "password_encryption": "scram-sha-256"},
			"pg_hba":          []string{"local all all scram-sha-256", "host all all 127.0.0.1/32 scram-sha-256", "host replication replicator 127.0.0.1/32 scram-sha-256"},
			"basebackup":      object{"checkpoint": "fast", "no-sync": nil},
			"use_unix_socket": true,
		},
	}, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(m.config, text, 0o644) // another user reads it; the folder is closed to all others
}

// run starts Patroni, which starts the server.
func (m *member) run() (err error) {
	path, err := exec.LookPath("patroni")
	if err != nil {
		return err
	}
	m.patroni, err = guard(untilToldManaged, m.dir, m.as, []string{path, m.config})
	return err
}

// answers waits until Patroni says that the server is what a path names.
func (m *member) answers(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		is, err := m.is(ctx, path)
		if is {
			return nil
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(m.dir, logName))
			return fmt.Errorf("the server is not %s after %v: %w\n%s", path, startTime, err, log)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (m *member) is(ctx context.Context, path string) (bool, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+m.rest+path, nil)
	if err != nil {
		return false, err
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, resp.Body.Close()
}

// Address leads to the one that takes writes.
func (c *Cluster) Address() string {
	return c.members[0].address(url.Values{"target_session_attrs": {"read-write"}}, c.members[1].Server)
}

// leader returns the member that takes writes.
func (c *Cluster) leader(ctx context.Context) (_ *member, err error) {
	for _, m := range c.members {
		is, isErr := m.is(ctx, "/primary")
		if is {
			return m, nil
		}
		err = errors.Join(err, isErr)
	}
	return nil, fmt.Errorf("no server takes writes: %w", err)
}

// KillServer kills the server that takes writes; its Patroni stays, sees it, and lets
// the other take over.
func (c *Cluster) KillServer(ctx context.Context) (err error) {
	if c.killed, err = c.leader(ctx); err != nil {
		return err
	}
	process, err := c.killed.postmaster()
	if err != nil {
		return err
	}
	return process.Kill()
}

// KillMachine kills the server that takes writes and its Patroni. The other takes over
// when the key in etcd has expired.
func (c *Cluster) KillMachine(ctx context.Context) (err error) {
	if c.killed, err = c.leader(ctx); err != nil {
		return err
	}
	program := c.killed.patroni
	c.killed.patroni = nil
	return program.end(true)
}

// TakenOver waits until the other server takes writes.
func (c *Cluster) TakenOver(ctx context.Context) error {
	for _, m := range c.members {
		if m != c.killed {
			return m.answers(ctx, "/primary")
		}
	}
	return errors.New("both servers were killed")
}

// Restore starts what was killed and returns when it, too, has what is acknowledged.
func (c *Cluster) Restore(ctx context.Context) error {
	if c.killed.patroni == nil {
		if err := c.killed.run(); err != nil {
			return err
		}
	}
	return c.killed.answers(ctx, "/synchronous")
}

func (c *Cluster) close() error {
	var errs []error
	for _, m := range c.members {
		if m == nil {
			continue
		}
		if m.patroni != nil {
			errs = append(errs, m.patroni.end(false))
		} else {
			errs = append(errs, m.Close())
		}
	}
	if c.etcd != nil {
		errs = append(errs, c.etcd.end(false))
	}
	return errors.Join(errs...)
}
