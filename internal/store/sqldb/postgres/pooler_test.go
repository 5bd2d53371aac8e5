package postgres_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
	"github.com/wxastore/wxastore/internal/tools"
)

// ignored is the setting that operations.md names.
const ignored = "ignore_startup_parameters = extra_float_digits, idle_in_transaction_session_timeout, jit"

// TestPoolers opens a store behind PgBouncer and pgpool in their modes. What does not
// work says which setting is missing.
func TestPoolers(t *testing.T) {
	for name, c := range map[string]struct {
		run      func(t *testing.T, address string, settings ...string) string
		settings []string
		want     string
	}{
		"PgBouncer, session":              {bouncer, []string{"pool_mode = session", ignored}, ""},
		"PgBouncer, session, as it comes": {bouncer, []string{"pool_mode = session"}, ignored},
		"PgBouncer, transaction":          {bouncer, []string{"pool_mode = transaction", ignored}, "pool_mode = session"},
		"pgpool":                          {pgpool, []string{"backend_clustering_mode = streaming_replication", "load_balance_mode = off"}, ""},
		"pgpool, as it comes":             {pgpool, []string{"backend_clustering_mode = streaming_replication"}, "load_balance_mode = off"},
		"pgpool, raw":                     {pgpool, []string{"backend_clustering_mode = raw", "load_balance_mode = off"}, "backend_clustering_mode = streaming_replication"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := sqlstore.Open(t.Context(), postgres.At(c.run(t, pgtest.Address(t), c.settings...)), slog.New(slog.DiscardHandler))
			if c.want != "" {
				if err == nil {
					t.Fatal("it opens")
				}
				if !strings.Contains(err.Error(), c.want) {
					t.Errorf("it says %q, want %q in it", err, c.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			appID := shop(t, s)
			for i := range 3 {
				if err := storetest.With(s).ModifyMerchant(t.Context(), appID, intro(fmt.Sprint(i))); err != nil {
					t.Error(err)
				}
			}
			if changes, err := s.History(t.Context(), appID, 0, 10); err != nil || len(changes) != 3 {
				t.Errorf("History = %+v, %v", changes, err)
			}
		})
	}
}

// bouncer runs PgBouncer in front of the server of an address and returns its own.
func bouncer(t *testing.T, address string, settings ...string) string {
	t.Helper()
	u, at, folder := poolerOf(t, address)
	password, _ := u.User.Password()
	database := strings.TrimPrefix(u.Path, "/")
	config := write(t, folder, "pgbouncer.ini", fmt.Sprintf("[databases]\n%[1]s = host=%[2]s port=%[3]s dbname=%[4]s connect_query='SET search_path TO %[5]s'\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %[6]d\n"+
		// A connection that is used again has forgotten the schema.
		"server_reset_query = DISCARD ALL; SET search_path TO %[5]s\n"+
		"auth_type = scram-sha-256\nauth_file = %[7]s\nunix_socket_dir =\ndefault_pool_size = 40\n%[8]s\n",
		database, u.Hostname(), u.Port(), database, u.Query().Get("search_path"), at.Port,
		write(t, folder, "users", fmt.Sprintf("%q %q\n", u.User.Username(), password)), strings.Join(settings, "\n")))
	startPooler(t, at, folder, "pgbouncer", config)
	u.Host, u.RawQuery = at.String(), ""
	return u.String()
}

// pgpool runs pgpool in front of the server of an address and returns its own.
func pgpool(t *testing.T, address string, settings ...string) string {
	t.Helper()
	u, at, folder := poolerOf(t, address)
	password, _ := u.User.Password()
	config := write(t, folder, "pgpool.conf", fmt.Sprintf("listen_addresses = '127.0.0.1'\nport = %d\npcp_listen_addresses = ''\nsocket_dir = '%[2]s'\npcp_socket_dir = '%[2]s'\n"+
		"pid_file_name = '%[2]s/pid'\nlogdir = '%[2]s'\nbackend_hostname0 = '%[3]s'\nbackend_port0 = %[4]s\nenable_pool_hba = on\npool_passwd = '%[5]s'\n"+
		"sr_check_user = '%[6]s'\nsr_check_password = '%[7]s'\nsr_check_database = '%[8]s'\nnum_init_children = 40\nmax_pool = 1\n%[9]s\n",
		at.Port, folder, u.Hostname(), u.Port(), write(t, folder, "passwords", fmt.Sprintf("%s:TEXT%s\n", u.User.Username(), password)),
		u.User.Username(), password, strings.TrimPrefix(u.Path, "/"), strings.Join(settings, "\n")))
	hba := write(t, folder, "hba.conf", "host all all 127.0.0.1/32 scram-sha-256\n")
	startPooler(t, at, folder, "pgpool", "-n", "-f", config, "-a", hba, "-F", write(t, folder, "pcp.conf", ""))
	u.Host = at.String()
	return u.String()
}

// poolerOf is what a pooler in front of an address needs: the address, where to listen,
// and a folder that is gone with the test.
func poolerOf(t *testing.T, address string) (u *url.URL, at *net.TCPAddr, folder string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if folder, err = os.MkdirTemp("", "wxastore-pooler-"); err != nil { //nolint:usetesting // another user must reach it
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if os.Geteuid() == 0 {
		if err := os.Chown(folder, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	return u, listener.Addr().(*net.TCPAddr), folder
}

// write writes a file of a pooler and returns its path.
func write(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// nobody is the user of poolers in tests that run as root, which poolers do not.
const nobody = 65534

// startPooler runs a pooler until the test ends and waits until it listens.
func startPooler(t *testing.T, at *net.TCPAddr, folder string, line ...string) {
	t.Helper()
	tools.Need(t, line[0])
	if os.Geteuid() == 0 {
		line = append([]string{"setpriv", fmt.Sprintf("--reuid=%d", nobody), fmt.Sprintf("--regid=%d", nobody), "--clear-groups"}, line...)
	}
	command := exec.Command(line[0], line[1:]...)
	var said bytes.Buffer
	command.Stdout, command.Stderr, command.Dir = &said, &said, folder
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM) // with its children
		late := time.AfterFunc(10*time.Second, func() { _ = command.Process.Kill() })
		_ = command.Wait()
		late.Stop()
		if t.Failed() {
			t.Logf("the pooler said:\n%s", &said)
		}
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("tcp", at.String())
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}
