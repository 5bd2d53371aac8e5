//go:build !windows

package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/running"
)

// TestRunJSONIsBelieved reads what a service says of itself, and again after
// another user could have changed it.
func TestRunJSONIsBelieved(t *testing.T) {
	t.Parallel()
	s := closed(t)
	path := filepath.Join(s.data, "run.json")
	find := func() error {
		_, err := running.Find(t.Context(), s.data)
		return err
	}
	if err := find(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		mode os.FileMode
		says string // "" if it is believed
	}{
		{path, 0o644, ""}, {path, 0o666, "run.json is not believed, because other users may write to it (mode 0666)"},
		{path, 0o620, "chmod go-w"}, {path, 0o602, "chmod go-w"}, {path, 0o600, ""},
		{s.data, 0o755, ""}, {s.data, 0o777, "data is not believed"}, {s.data, 0o1777, "data is not believed"},
		{s.data, 0o770, "data is not believed"}, {s.data, 0o700, ""},
	} {
		mode := c.mode & os.ModePerm
		if c.mode&0o1000 != 0 {
			mode |= os.ModeSticky
		}
		if err := os.Chmod(c.path, mode); err != nil {
			t.Fatal(err)
		}
		switch err := find(); {
		case c.says == "" && err != nil:
			t.Errorf("%s with mode %o: %v", c.path, c.mode, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s with mode %o: %v", c.path, c.mode, err)
		}
	}
}

// TestOtherOwners gives the folder and the file to others, one after the other.
func TestOtherOwners(t *testing.T) {
	t.Parallel()
	asRoot(t)
	s := closed(t)
	path := filepath.Join(s.data, "run.json")
	const nobody = 65534
	for _, one := range []string{s.data, path} {
		if err := os.Chown(one, nobody, nobody); err != nil {
			t.Fatal(err)
		}
		if _, err := running.Find(t.Context(), s.data); err == nil || !strings.Contains(err.Error(), one+" is not believed, because it belongs to another user (65534)") {
			t.Errorf("%s of another user: %v", one, err)
		}
		if err := os.Chown(one, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	// A symbolic link leads nowhere outside of the folder.
	planted := t.TempDir()
	if err := os.Symlink(path, filepath.Join(planted, "run.json")); err != nil {
		t.Fatal(err)
	}
	if found, err := running.Find(t.Context(), planted); err == nil {
		t.Errorf("believed through a link: %+v", found.API)
	}
	foreign := filepath.Join(t.TempDir(), "foreign")
	if err := os.Mkdir(foreign, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(foreign, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	_, err := app.Open(t.Context(), app.Config{
		Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: foreign,
		OpenStore: openSQLite, OpenJournal: openSQLiteJournal, Log: slog.New(slog.DiscardHandler),
	})
	if err == nil || !strings.Contains(err.Error(), "belongs to another user (65534)") {
		t.Errorf("a service in the folder of another user: %v", err)
	}
}

// asRoot ends a test that gives files to others where that cannot be done. In CI
// it can.
func asRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() == 0 {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("only root can give files to other users")
	}
	t.Skip("only root can give files to other users")
}

// TestOpenDataFolder says that others can get into the folder.
func TestOpenDataFolder(t *testing.T) {
	t.Parallel()
	for mode, want := range map[os.FileMode]bool{0o700: false, 0o755: true, 0o777: true, 0o750: false} {
		var log bytes.Buffer
		data := filepath.Join(t.TempDir(), "data")
		if err := os.Mkdir(data, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(data, mode); err != nil {
			t.Fatal(err)
		}
		s, err := app.Open(t.Context(), app.Config{
			Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: data,
			OpenStore: openSQLite, OpenJournal: openSQLiteJournal, Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if got := strings.Contains(log.String(), "level=WARN msg=\"other users can get into the data folder"); got != want {
			t.Errorf("mode %o: %t\n%s", mode, got, &log)
		}
	}
}

// TestConsoleToken finds who is asked for a token, and who is told it where.
func TestConsoleToken(t *testing.T) {
	t.Parallel()
	const chosen = "a-token-that-was-chosen"
	for _, c := range []struct {
		name   string
		adjust func(*app.Config)
		open   bool
		made   bool
	}{
		{"nothing said", func(*app.Config) {}, false, true},
		{"demo", func(c *app.Config) { c.Demo = true }, true, false},
		{"open", func(c *app.Config) { c.ConsoleOpen = true }, true, false},
		{"a token", func(c *app.Config) { c.ConsoleToken = chosen }, false, false},
		{"demo with a token", func(c *app.Config) { c.Demo, c.ConsoleToken = true, chosen }, false, false},
		{"demo by a name", func(c *app.Config) { c.Demo, c.ConsoleHosts = true, []string{"console.example"} }, false, true},
		{"demo for others", func(c *app.Config) { c.Demo, c.Console = true, "0.0.0.0:0" }, false, true},
	} {
		s := closed(t, c.adjust)
		found, err := running.Find(t.Context(), s.data)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(s.data, "run.json"))
		if err != nil || bytes.Contains(text, []byte(chosen)) || (found.ConsoleToken != "") != c.made {
			t.Errorf("%s: %v %s", c.name, err, text)
		}
		status := func(token string) int {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, found.Console+"/api/snapshot", nil)
			if err != nil {
				t.Fatal(err)
			}
			if token != "" {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var said struct{ Error string }
			if resp.StatusCode == http.StatusUnauthorized && (json.NewDecoder(resp.Body).Decode(&said) != nil || !strings.Contains(said.Error, "token")) {
				t.Errorf("%s: it does not say what to do: %+v", c.name, said)
			}
			return resp.StatusCode
		}
		want := http.StatusUnauthorized
		if c.open {
			want = http.StatusOK
		}
		if got := status(""); got != want {
			t.Errorf("%s, without a token: %d", c.name, got)
		}
		token := found.ConsoleToken
		if !c.made {
			token = chosen
		}
		if got := status(token); got != http.StatusOK {
			t.Errorf("%s, with the token: %d", c.name, got)
		}
		logged.used(token)
		link, _ := s.ConsoleLink()
		if (link == "") != c.open {
			t.Errorf("%s: the link is %q", c.name, link)
		}
		if link != "" {
			follow(t, c.name, link)
		}
	}
}

// follow opens a link as a browser does, and comes to a page of the console.
func follow(t *testing.T, name, link string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Jar: jar}).Get(link)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Request.URL.Path != "/" {
		t.Errorf("%s: the link leads to %s: %d", name, resp.Request.URL.Path, resp.StatusCode)
	}
}

// TestConsoleSettings refuses a console that more than its operator could reach.
func TestConsoleSettings(t *testing.T) {
	t.Parallel()
	for says, config := range map[string]app.Config{
		"leave out one of them":               {Console: "127.0.0.1:0", ConsoleOpen: true, ConsoleToken: "a-token-that-was-chosen"},
		"others can reach 0.0.0.0:0":          {Console: "0.0.0.0:0", ConsoleOpen: true},
		"--console-host names it for others":  {Console: "127.0.0.1:0", ConsoleOpen: true, ConsoleHosts: []string{"console.example"}},
		"must have 16 or more ASCII letters,": {Console: "127.0.0.1:0", ConsoleToken: "short"},
	} {
		config.Listen, config.Data, config.Log = "127.0.0.1:0", filepath.Join(t.TempDir(), "data"), slog.New(slog.DiscardHandler)
		config.OpenStore, config.OpenJournal = openSQLite, openSQLiteJournal
		if s, err := app.Open(context.Background(), config); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, not: %s", err, says)
			if err == nil {
				s.Close()
			}
		}
	}
}
