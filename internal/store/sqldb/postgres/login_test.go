package postgres_test

import (
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// refused opens a store that must not open, and looks for a text in what it says.
func refused(t *testing.T, name, address, want string) {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), postgres.At(address), slog.New(slog.DiscardHandler))
	if err == nil {
		t.Errorf("%s: it opens", name)
		s.Close()
		return
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("%s: it says %q, want %q in it", name, err, want)
	}
	u, err2 := url.Parse(address)
	if err2 != nil {
		t.Fatal(err2)
	}
	if password, _ := u.User.Password(); strings.Contains(err.Error(), password) {
		t.Errorf("%s: it tells the password: %v", name, err)
	}
}

// TestTLSAndSCRAM opens a store over TLS, with the name and the CA of the server checked
// and a password that is not sent, and not in any other way.
func TestTLSAndSCRAM(t *testing.T) {
	server, ca := pgtest.OwnWithTLS(t)
	other := pgtest.NewCA(t)
	at := func(host, ssl, password string) string {
		u, err := url.Parse(server.Address())
		if err != nil {
			t.Fatal(err)
		}
		u.Host = host + ":" + u.Port()
		u.RawQuery = ssl
		if password != "" {
			u.User = url.UserPassword(u.User.Username(), password)
		}
		return u.String()
	}
	full := func(ca string) string { return "sslmode=verify-full&sslrootcert=" + url.QueryEscape(ca) }
	good := at("localhost", full(ca), "")
	s := open(t, good)
	defer s.Close()
	appID := shop(t, s)
	if err := storetest.With(s).ModifyMerchant(t.Context(), appID, intro("over TLS")); err != nil {
		t.Error(err)
	}
	var connections, encrypted int
	err := admin(t, good).QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE s.ssl) FROM pg_stat_ssl AS s
		JOIN pg_stat_activity AS a ON a.pid = s.pid WHERE a.application_name = 'wxastore'`).Scan(&connections, &encrypted)
	if err != nil || connections == 0 || encrypted != connections {
		t.Errorf("%d of %d connections are encrypted, %v", encrypted, connections, err)
	}
	refused(t, "another name", at("127.0.0.1", full(ca), ""), "certificate")
	refused(t, "another CA", at("localhost", full(other), ""), "certificate signed by unknown authority")
	refused(t, "no TLS", at("localhost", "sslmode=disable", ""), "no pg_hba.conf entry")
	refused(t, "another password", at("localhost", full(ca), "another-password"), "password authentication failed")
	refused(t, "no file of the CA", at("localhost", full(filepath.Join(t.TempDir(), "none")), ""), "no such file")
}
