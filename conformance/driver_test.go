package conformance

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// runContext ends shortly before the run's time is over (go test -timeout): nothing
// here has a shorter limit, for on a loaded machine a judge may need half a minute to
// start.
func runContext(t *testing.T) context.Context {
	t.Helper()
	end, limited := t.Deadline()
	if !limited {
		return context.Background()
	}
	ctx, cancel := context.WithDeadline(context.Background(), end.Add(-20*time.Second))
	t.Cleanup(cancel)
	return ctx
}

// driven is a judge in a process of its own. It is asked a line and answers
// one, both JSON:
//
//	                                          {"version": V, "keeps": true | false, "more": true | false, "stores": [METHOD, …]}
//	{"do": "token"}                           {"value": TOKEN}
//	{"do": "upload", "path": P}               {"value": MEDIA_ID}
//	{"do": "modify", "fields": {…}}           {}
//	{"do": "picture", "path": P}              {"value": URL}
//	{"do": "ticket"}                          {"value": TICKET}
//	{"do": "keep", "token": T}                {}
//	{"do": "store", "method": METHOD, "fields": {…}}   {"value": the answer's JSON}
//	anything                                  {"error": TEXT}
type driven struct {
	// name is the test's, ctx ends with the run.
	name    string
	ctx     context.Context
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers chan answer
	// says is the version that it told, value what else it told at its start.
	says, value string
	keeps, more bool
	stores      []string
}

// keeper is a driven judge that recovers from a token that was superseded.
type keeper struct{ *driven }

type answer struct {
	Version string   `json:"version"`
	Keeps   bool     `json:"keeps"`
	More    bool     `json:"more"`
	Stores  []string `json:"stores"`
	Value   string   `json:"value"`
	Error   string   `json:"error"`
}

// driver returns how to start a judge. Arguments that are paths are those of
// files in this folder.
func driver(command ...string) func(*testing.T, address, account) judge {
	return func(t *testing.T, a address, who account) judge {
		t.Helper()
		d := start(t, a.command(append(absolute(command), a.base, who.appID, who.secret)...))
		if d.keeps {
			return keeper{d}
		}
		return d
	}
}

// absolute returns the words of a command with the full paths of files.
func absolute(command []string) []string {
	words := slices.Clone(command)
	for i, word := range words {
		if full, err := filepath.Abs(word); err == nil && strings.Contains(word, "/") {
			words[i] = full
		}
	}
	return words
}

// start starts a judge and waits until it has said its version.
func start(t *testing.T, words []string) *driven {
	t.Helper()
	ctx := runContext(t)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	// Some clients keep tokens in files, where they are or where the system
	// keeps such.
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "TMPDIR="+cmd.Dir)
	stderr := newOutput()
	cmd.Stderr = stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d := &driven{name: t.Name(), ctx: ctx, cmd: cmd, in: in, answers: make(chan answer)}
	t.Cleanup(func() { d.end(t, stderr) })
	go d.read(out)
	first, err := d.next("its version")
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(words, " "), err, stderr)
	}
	d.says, d.value, d.keeps, d.more, d.stores = first.Version, first.Value, first.Keeps, first.More, first.Stores
	return d
}

// read passes answers on until the judge ends.
func (d *driven) read(out io.Reader) {
	defer close(d.answers)
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 8<<20) // the districts of China are one line
	for lines.Scan() {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			a = answer{Error: fmt.Sprintf("the judge wrote %q", lines.Text())}
		}
		d.answers <- a
	}
}

// end closes the judge's input, at which it ends.
func (d *driven) end(t *testing.T, stderr *output) {
	if err := d.in.Close(); err != nil {
		t.Error(err)
	}
	for a := range d.answers {
		t.Errorf("the judge answered %+v, unasked", a)
	}
	if err := d.cmd.Wait(); err != nil {
		t.Errorf("the judge ended: %v\n%s", err, stderr)
	}
}

// next waits for an answer as long as the run lasts.
func (d *driven) next(to string) (answer, error) {
	a, ok := <-d.answers // closed when the judge ends, and with the run it is killed
	switch {
	case !ok && d.ctx.Err() != nil:
		return a, fmt.Errorf("the judge of %s was still to answer %s when the run's time was over", d.name, to)
	case !ok:
		return a, fmt.Errorf("the judge has ended, asked for %s", to)
	case a.Error != "":
		return a, errors.New(a.Error)
	}
	return a, nil
}

func (d *driven) ask(question map[string]any) (string, error) {
	if err := json.NewEncoder(d.in).Encode(question); err != nil {
		return "", err
	}
	a, err := d.next(fmt.Sprint(question["do"]))
	return a.Value, err
}

func (d *driven) version() string        { return d.says }
func (d *driven) token() (string, error) { return d.ask(map[string]any{"do": "token"}) }

func (d *driven) upload(path string) (string, error) {
	return d.ask(map[string]any{"do": "upload", "path": path})
}

func (d *driven) modify(fields map[string]any) error {
	_, err := d.ask(map[string]any{"do": "modify", "fields": fields})
	return err
}

func (k keeper) keep(token string) error {
	_, err := k.ask(map[string]any{"do": "keep", "token": token})
	return err
}
