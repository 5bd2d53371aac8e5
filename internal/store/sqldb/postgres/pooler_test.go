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
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// ignored is the setting that operations.md names.
const ignored = "ignore_startup_parameters = extra_float_digits, idle_in_transaction_session_timeout, jit"

// TestPgBouncer opens a store behind PgBouncer in its modes. What does not work says
// which setting is missing.
func TestPgBouncer(t *testing.T) {
	for name, c := range map[string]struct {
		settings []string
		want     string
	}{
		"session":              {[]string{"pool_mode = session", ignored}, ""},
		"session, as it comes": {[]string{"pool_mode = session"}, ignored},
		"transaction":          {[]string{"pool_mode = transaction", ignored}, "pool_mode = session"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sqlstore.Open(t.Context(), postgres.At(bouncer(t, pgtest.Address(t), c.settings...)), slog.New(slog.DiscardHandler))
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
	pgtest.Need(t, "pgbouncer")
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := listener.Addr().(*net.TCPAddr)
	listener.Close()
	folder, err := os.MkdirTemp("", "wxastore-bouncer-") //nolint:usetesting // another user must reach it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	password, _ := u.User.Password()
	database := strings.TrimPrefix(u.Path, "/")
	users, config := filepath.Join(folder, "users"), filepath.Join(folder, "pgbouncer.ini")
	text := fmt.Sprintf("[databases]\n%s = host=%s port=%s dbname=%s connect_query='SET search_path TO %s'\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\n"+
		"auth_type = scram-sha-256\nauth_file = %s\nunix_socket_dir =\ndefault_pool_size = 40\n%s\n",
		database, u.Hostname(), u.Port(), database, u.Query().Get("search_path"), at.Port, users, strings.Join(settings, "\n"))
	for path, text := range map[string]string{users: fmt.Sprintf("%q %q\n", u.User.Username(), password), config: text} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	line := []string{"pgbouncer", config}
	if os.Geteuid() == 0 { // PgBouncer does not run as root
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		line = append([]string{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"}, line...)
	}
	command := exec.Command(line[0], line[1:]...)
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		if t.Failed() {
			t.Logf("PgBouncer said:\n%s", &said)
		}
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("tcp", at.String())
		if err == nil {
			conn.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	u.Host, u.RawQuery = at.String(), ""
	return u.String()
}
