package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary act as wxastore.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wxastore": main})
}

func TestScripts(t *testing.T) { testscript.Run(t, scripts(t, "testdata/script")) }

// scripts are those of a folder, with the commands below.
func scripts(t *testing.T, dir string) testscript.Params {
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			// Built with -race, each process would sleep a second at its end.
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"service": func(ts *testscript.TestScript, _ bool, args []string) {
				startService(t, ts, append([]string{"--demo"}, args...))
			},
			"serve":   func(ts *testscript.TestScript, _ bool, args []string) { startService(t, ts, args) },
			"listen":  func(ts *testscript.TestScript, _ bool, args []string) { startListener(t, ts, args) },
			"png":     writePNG,
			"save":    saveOutput,
			"onejson": oneJSON,

			"onloopback": onLoopback,
		},
	}
}

// startService is the command `service`, and without --demo the command `serve`:
// it starts `wxastore serve`, sets WXASTORE_API, and SIGN_IN to the link that a
// console with a token prints. The service ends with the script.
func startService(t *testing.T, ts *testscript.TestScript, args []string) {
	serve := exec.Command("wxastore", append([]string{"serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0", "--data", ts.MkAbs("data")}, args...)...)
	log := new(bytes.Buffer)
	serve.Stderr = log
	out, err := serve.StdoutPipe()
	ts.Check(err)
	ts.Check(serve.Start())
	ts.Defer(func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		if err := serve.Wait(); err != nil {
			t.Errorf("the service of %s ended with %v: %s", ts.Name(), err, log)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "api "); ok {
			ts.Setenv("WXASTORE_API", strings.TrimSpace(address))
			if slices.Contains(args, "--demo") {
				return
			}
		}
		if link, ok := strings.CutPrefix(lines.Text(), "sign in "); ok {
			link, _, _ = strings.Cut(strings.TrimSpace(link), " ")
			ts.Setenv("SIGN_IN", link)
			return
		}
	}
	ts.Fatalf("the service did not say where it is: %v", lines.Err())
}

// startListener is the command `listen`: it starts `wxastore component listen`,
// which writes to the files events and listen.log, and sets EVENT_URL. It ends
// with the script.
func startListener(t *testing.T, ts *testscript.TestScript, args []string) {
	listener := exec.Command("wxastore", append([]string{"component", "listen", "--addr", "127.0.0.1:0"}, args...)...)
	for name, to := range map[string]*io.Writer{"events": &listener.Stdout, "listen.log": &listener.Stderr} {
		file, err := os.Create(ts.MkAbs(name))
		ts.Check(err)
		defer file.Close()
		*to = file
	}
	ts.Check(listener.Start())
	ts.Defer(func() {
		_ = listener.Process.Signal(syscall.SIGTERM)
		if err := listener.Wait(); err != nil {
			t.Errorf("the listener of %s ended with %v", ts.Name(), err)
		}
	})
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		_, address, _ := strings.Cut(ts.ReadFile("listen.log"), " at ")
		if address, _, ok := strings.Cut(address, "\n"); ok {
			ts.Setenv("EVENT_URL", address)
			return
		}
	}
	ts.Fatalf("the listener did not say where it is")
}

// writePNG is the command `png FILE...`: it writes small pictures.
func writePNG(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		file, err := os.Create(ts.MkAbs(name))
		ts.Check(err)
		ts.Check(png.Encode(file, image.NewGray(image.Rect(0, 0, 8, 8))))
		ts.Check(file.Close())
	}
}

// saveOutput is the command `save NAME`: it puts the last standard output,
// without its end of line, into an environment variable.
func saveOutput(ts *testscript.TestScript, neg bool, args []string) {
	ts.Setenv(args[0], strings.TrimSuffix(ts.ReadFile("stdout"), "\n"))
}

// oneJSON is the command `onejson`: the last standard output must be exactly
// one JSON object on one line.
func oneJSON(ts *testscript.TestScript, neg bool, args []string) {
	out := ts.ReadFile("stdout")
	var object map[string]any
	if err := json.Unmarshal([]byte(out), &object); err != nil || strings.Count(out, "\n") != 1 {
		ts.Fatalf("not one JSON object on one line (%v): %s", err, out)
	}
}

// addressed finds where a line of strace leads to.
var addressed = regexp.MustCompile(`sin6?_port=htons\((\d+)\).*?(?:inet_addr\("|AF_INET6, ")([^"]+)"`)

// onLoopback is the command `onloopback TRACE`: what strace has seen of a command
// stayed on this machine, and asked nobody for a name.
func onLoopback(ts *testscript.TestScript, neg bool, args []string) {
	seen, away := 0, ""
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		to := addressed.FindStringSubmatch(line)
		if to == nil || !strings.Contains(line, "connect(") && !strings.Contains(line, "send") {
			continue
		}
		seen++
		ip, err := netip.ParseAddr(to[2])
		ts.Check(err)
		if to[1] == "53" || !ip.Unmap().IsLoopback() {
			away += line
		}
	}
	switch {
	case seen == 0:
		ts.Fatalf("%s holds no connection: %s", args[0], ts.ReadFile(args[0]))
	case (away != "") != neg:
		ts.Fatalf("led away from this machine, or asked for a name: %q", away)
	}
}
