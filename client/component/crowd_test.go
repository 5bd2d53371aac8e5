package component_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/weixin"
)

// TestCrowd lets two processes call for 300 authorizers, or
// WXASTORE_AUTHORIZERS, with tokens from one store. Whatever expires is renewed
// by one of them, once; the service counts. Nobody's refresh token is lost.
func TestCrowd(t *testing.T) {
	n := rounds.Of(t, "WXASTORE_AUTHORIZERS", 60, 300)
	for _, kind := range []string{"files", "sql"} {
		t.Run(kind, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tokens")
			store, closeStore, err := openCrowdStore(kind, path)
			if err != nil {
				t.Fatal(err)
			}
			defer closeStore()
			ids := merchants(n)
			p := newPlatform(t, store, platformSeed("", ids, ids))
			if changed, err := p.Resync(t.Context()); changed != n || err != nil {
				t.Fatalf("%d of %d are in the store: %v", changed, n, err)
			}
			job := crowdJob{Kind: kind, Path: path, Base: p.service.URL, Merchants: n}
			workers := []*crowdWorker{startCrowdWorker(t, job), startCrowdWorker(t, job)}
			counted := make(map[string]int)
			for round := 1; round <= 2; round++ {
				start := time.Now()
				for i, w := range workers {
					w.begin(t, round%2 == 0 && i == 1) // the same order, and against each other
				}
				for _, w := range workers {
					w.done(t)
				}
				t.Logf("round %d: %v", round, time.Since(start).Round(time.Millisecond))
				countCrowd(t, p, ids, counted, 1, 1)
				if got := succeeded(p, weixin.GetComponentAccessToken.Name); got != round {
					t.Errorf("round %d: %d tokens of the platform", round, got)
				}
				p.service.Advance(3 * time.Hour)
			}
			if kind == "files" { // whose leases die with their process
				killed := workers[0]
				for _, w := range workers {
					w.begin(t, false)
				}
				time.Sleep(time.Duration(50+rand.IntN(100)) * time.Millisecond)
				killed.kill(t)
				workers[1].done(t)
				// What it had fetched and not yet saved was fetched again.
				countCrowd(t, p, ids, counted, 1, 2)
				workers = workers[1:]
			}
			for _, w := range workers {
				w.end(t)
			}
			stored := 0
			for _, err := range p.Stored(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				stored++
			}
			if stored != n {
				t.Errorf("%d of %d authorizers are in the store", stored, n)
			}
		})
	}
}

// countCrowd checks how many tokens the service gave out for each account since
// the last count.
func countCrowd(t *testing.T, p *platform, ids []string, counted map[string]int, least, most int) {
	t.Helper()
	now := make(map[string]int)
	for _, call := range p.service.CallsOf(weixin.GetAuthorizerAccessToken.Name) {
		if call.Code != weixin.OK {
			continue // with a token of the platform that had expired
		}
		var sent weixin.AuthorizerAccessTokenRequest
		if err := json.Unmarshal([]byte(call.Request), &sent); err != nil {
			t.Fatal(err)
		}
		now[sent.AuthorizerAppID]++
	}
	wrong, more := 0, 0
	for _, id := range ids {
		got := now[id] - counted[id]
		if got < least || got > most {
			if wrong++; wrong <= 5 {
				t.Errorf("%s got %d tokens for one expiry", id, got)
			}
		}
		if got > least {
			more++
		}
		counted[id] = now[id]
	}
	if wrong > 5 {
		t.Errorf("and %d more", wrong-5)
	}
	if most > least {
		t.Logf("%d of %d twice, since a process was killed", more, len(ids))
	}
}

// crowdWorker is a process that calls for all accounts.
type crowdWorker struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
	log *strings.Builder
}

func startCrowdWorker(t *testing.T, job crowdJob) *crowdWorker {
	t.Helper()
	text, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	w := &crowdWorker{cmd: exec.Command(os.Args[0]), log: new(strings.Builder)}
	w.cmd.Env = append(os.Environ(), crowdVariable+"="+string(text))
	w.cmd.Stderr = w.log
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	w.out = bufio.NewScanner(out)
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.cmd.Process.Kill() }) // if it has not ended
	return w
}

// begin lets the worker call once for each account.
func (w *crowdWorker) begin(t *testing.T, backwards bool) {
	t.Helper()
	if _, err := fmt.Fprintln(w.in, backwards); err != nil {
		t.Fatalf("%v\n%s", err, w.log)
	}
}

func (w *crowdWorker) done(t *testing.T) {
	t.Helper()
	if !w.out.Scan() || w.out.Text() != "done" {
		t.Fatalf("the worker says %q, %v\n%s", w.out.Text(), w.out.Err(), w.log)
	}
}

func (w *crowdWorker) kill(t *testing.T) {
	t.Helper()
	if err := w.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = w.cmd.Wait() // says that it was killed
}

func (w *crowdWorker) end(t *testing.T) {
	t.Helper()
	if err := w.in.Close(); err != nil {
		t.Error(err)
	}
	if err := w.cmd.Wait(); err != nil {
		t.Errorf("the worker ended: %v\n%s", err, w.log)
	}
}
