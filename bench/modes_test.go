package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/built"
)

// asBench in the environment makes this program the bench.
const asBench = "WXASTORE_TEST_AS_BENCH"

func TestMain(m *testing.M) {
	if os.Getenv(asBench) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestModes runs each mode that ends by itself soon, so shortly that its numbers
// mean nothing, and looks at what it prints.
func TestModes(t *testing.T) {
	if testing.Short() {
		t.Skip("make test runs it")
	}
	dir := t.TempDir()
	service := built.Program(t)
	bench, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(asBench, "1")
	t.Setenv("WXASTORE_TEST_DATABASE", "")
	file := filepath.Join(dir, "measured.json")
	for _, c := range []struct {
		name string
		args []string
		want string
		json string // what the file holds
	}{
		{"table", []string{"-connections", "1,2", "-rounds", "1", "-span", "50ms", "-merchants", "2000"},
			`(?s)PostgreSQL has no row.*1 connection, 1 round of 50ms.*bare net/http +\d+ +1\.00 .*durable: map, log, shared fdatasync +\d+ .*modify, SQLite, 2000 merchants +\d+ .*2 connections.*SQLite, 1000 merchants against durable: map, log, shared fdatasync, 2 connections: [\d.]+, p99 [\d.]+ times as long`,
			`"name": "modify, in memory, 1000 merchants"`},
		{"sequence", []string{"-sequence", "-sequences", "3"}, `bare handler +\S+s +1\.0\n.*in memory +\S+s +[\d.]+\n.*SQLite +\S+s +[\d.]+\n`, `"us": \[`},
		{"memory", []string{"-memory", "-calls", "50", "-merchants", "2000"}, `(?s) 1000 +50 .* 2000 +0 .* 2000 +100 `, `"changes": 100`},
		{"no peers", []string{"-peers", dir}, `(?s)^PocketBase has no row: it is not installed\nWireMock has.*make bench-peers installs them\n$`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{"-wxastore", service}, c.args...)
			if c.json != "" {
				args = append(args, "-json", file)
			}
			command := exec.Command(bench, args...)
			var complaints strings.Builder
			command.Stderr = &complaints
			out, err := command.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, complaints.String())
			}
			if !regexp.MustCompile(c.want).Match(out) {
				t.Errorf("printed\n%s", out)
			}
			// No bar where nobody looks.
			if complaints.Len() > 0 {
				t.Errorf("on standard error: %q", complaints.String())
			}
			if c.json == "" {
				return
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !json.Valid(text) || !regexp.MustCompile(c.json).Match(text) {
				t.Errorf("wrote\n%s", text)
			}
		})
	}
	t.Run("peer", func(t *testing.T) { testPeer(t, bench) })
}

// testPeer measures a peer, which is the bare handler, and peers that fail.
func testPeer(t *testing.T, bench string) {
	folder, program := filepath.Split(bench)
	version := func(string, string) (string, error) { return "1.2.3", nil }
	all := []peer{
		{name: "good", setting: "as it is", program: program[:1] + "*" + program[2:], version: version, config: map[string]string{"a/b": "{port}"},
			command: func(at place) []string { return []string{at.program, "-bare", at.address} }},
		{name: "ends", setting: "at once", program: program, version: version,
			command: func(at place) []string { return []string{at.program, "-bare", "nowhere"} }},
		{name: "absent", program: "absent", version: version},
		{name: "needy", program: program, needs: "no-such-program", version: version},
	}
	o := options{connections: counts{1}, rounds: 2, span: 20e6}
	rows, err := o.peerRows(all, folder, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].name != "good 1.2.3, as it is" {
		t.Fatalf("%d rows", len(rows))
	}
	if err := o.measure(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	if good := rows[0]; good.failure != nil || len(good.ready) != 2 || len(good.cells[0].rates) != 2 || good.cells[0].rate() == 0 {
		t.Errorf("the good peer: %+v", good)
	}
	if ends := rows[1]; ends.failure == nil || !strings.Contains(ends.failure.Error(), "ended before it answered") || !strings.Contains(ends.failure.Error(), "nowhere") {
		t.Errorf("the peer that ends: %v", ends.failure)
	}
	// An interrupted run ends, and what it started with it.
	ctx, cancel := context.WithCancel(t.Context())
	running, err := rows[0].start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-running.ended
	if err := o.measure(ctx, rows[:1]); err == nil {
		t.Error("an interrupted run tells of no error")
	}
}
