package doctest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/freeport"
)

// shell is a bash that runs the commands of a page, one after the other.
type shell struct {
	dir     string
	in      io.WriteCloser
	printed *bufio.Reader
	// free are the ports that stand for a page's, and documented the way back.
	free, documented map[string]string
	logs             int
}

var (
	// address is one of this machine in a page.
	address = regexp.MustCompile(`(127\.0\.0\.1|0\.0\.0\.0|\[::\]|localhost):(\d+)`)
	goLine  = regexp.MustCompile(`(?m)^go .*$`)
	// staying are commands that go on until they are interrupted, with what they
	// print when they are ready.
	staying = map[*regexp.Regexp]string{
		regexp.MustCompile(`^(\w+=\S+ )*wxastore serve\b`):               "console ",
		regexp.MustCompile(`^(\w+=\S+ )*wxastore component listen\b`):    "http://",
		regexp.MustCompile(`^(\w+=\S+ )*wxastore admin (calls )?tail\b`): "",
		regexp.MustCompile(`^\./platform\b`):                             "platform at ",
		regexp.MustCompile(`^python3 examples/receiver.py\b`):            "receiving at ",
	}
)

// open starts a shell in a folder of its own. It ends with the test.
func open(t *testing.T, binary, language string) *shell {
	t.Helper()
	s := &shell{dir: t.TempDir(), free: map[string]string{}, documented: map[string]string{}}
	s.copyExamples(t)
	if err := os.WriteFile(filepath.Join(s.dir, ".curlrc"), []byte("no-progress-meter\n"), 0o600); err != nil { // as on a terminal
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	bash := exec.CommandContext(ctx, "bash", "--norc", "--noprofile")
	bash.Dir = s.dir
	away := "http://127.0.0.1:1"
	bash.Env = append(goEnv(t, s.dir),
		"PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"), "HOME="+s.dir, "LANG="+language, "TERM=dumb",
		"http_proxy="+away, "https_proxy="+away, "HTTPS_PROXY="+away, "no_proxy=127.0.0.1,localhost", "NO_PROXY=127.0.0.1,localhost",
		"WXASTORE_LISTEN=127.0.0.1:"+s.port(t, "8080"), "WXASTORE_CONSOLE=127.0.0.1:"+s.port(t, "8081"),
		"GOGC=400",                 // a third of a short command's work is collecting
		"WXASTORE_REVIEW_DELAY=0s", // a person waits a second; a test need not
	)
	var err error
	if s.in, err = bash.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, writer := io.Pipe()
	bash.Stdout, bash.Stderr = writer, writer
	s.printed = bufio.NewReader(out)
	if err := bash.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer stop()
		_, _ = io.WriteString(s.in, "kill $(jobs -p) 2>/dev/null; wait; exit\n")
		go io.Copy(io.Discard, out) // the shell says what ended
		if err := bash.Wait(); err != nil {
			t.Errorf("the shell ended with %v", err)
		}
	})
	return s
}

// goEnv is the environment in which go finds the examples' packages from a folder
// outside of the module.
func goEnv(t *testing.T, dir string) []string {
	t.Helper()
	module, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	declared, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	work := filepath.Join(dir, ".go.work")
	if err := os.WriteFile(work, fmt.Appendf(nil, "%s\nuse %s\n", goLine.Find(declared), module), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"GOWORK=" + work, "CGO_ENABLED=0", "GOFLAGS=-ldflags=-w"}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(value)))
	}
	return env
}

// port is the free port that stands for a documented one.
func (s *shell) port(t *testing.T, documented string) string {
	if free, ok := s.free[documented]; ok {
		return free
	}
	found, err := freeport.Port()
	if err != nil {
		t.Fatal(err)
	}
	free := strconv.Itoa(found)
	s.free[documented], s.documented[free] = free, documented
	return free
}

// here is a text of a page with free ports.
func (s *shell) here(t *testing.T, text string) string {
	return address.ReplaceAllStringFunc(text, func(a string) string {
		i := strings.LastIndex(a, ":")
		return a[:i+1] + s.port(t, a[i+1:])
	})
}

// there is what was printed with the ports of the page.
func (s *shell) there(text string) string {
	text = address.ReplaceAllStringFunc(text, func(a string) string {
		i := strings.LastIndex(a, ":")
		if documented, ok := s.documented[a[i+1:]]; ok {
			a = a[:i+1] + documented
		}
		return a
	})
	return strings.ReplaceAll(text, s.dir, "/home/you/wxastore")
}

// copyExamples puts the repository's examples into the shell's folder.
func (s *shell) copyExamples(t *testing.T) {
	t.Helper()
	from := filepath.Join(root, "examples")
	err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		to := filepath.Join(s.dir, "examples", name)
		if d.IsDir() {
			return os.Mkdir(to, 0o700)
		}
		bytes, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if filepath.Ext(path) != ".png" {
			bytes = []byte(s.here(t, string(bytes)))
		}
		return os.WriteFile(to, bytes, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// end is what the shell prints after a command, with its exit status.
const end = "\x1e"

// run runs a command and returns what it printed and its exit status.
func (s *shell) run(t *testing.T, text string) (printed string, status int) {
	t.Helper()
	for form, ready := range staying {
		if form.MatchString(text) && !strings.Contains(text, " | head") && !strings.Contains(text, "--help") {
			return s.stay(t, text, ready), 0
		}
	}
	return s.foreground(t, s.here(t, text))
}

func (s *shell) foreground(t *testing.T, text string) (printed string, status int) {
	t.Helper()
	if _, err := fmt.Fprintf(s.in, "{ %s\n} </dev/null 2>&1; printf '%s%%d\\n' $?\n", text, end); err != nil {
		t.Fatal(err)
	}
	printed, err := s.printed.ReadString(end[0])
	if err == nil {
		_, err = fmt.Fscanf(s.printed, "%d\n", &status)
	}
	if err != nil {
		t.Fatalf("the shell ended at %s: %v\n%s", text, err, printed)
	}
	return s.there(strings.TrimSuffix(printed, end)), status
}

// stay starts a command in the background and returns what it has printed when it
// is ready.
func (s *shell) stay(t *testing.T, text, ready string) string {
	t.Helper()
	kind := "RECEIVER"
	if strings.Contains(text, "wxastore serve") {
		kind = "SERVICE"
	}
	s.foreground(t, fmt.Sprintf(`[ -z "$%[1]s" ] || { kill "$%[1]s"; wait "$%[1]s"; }`, kind))
	s.logs++
	log := filepath.Join(s.dir, fmt.Sprintf(".printed-%d", s.logs))
	// What is piped to tee is what the page calls a file.
	text, file, piped := strings.Cut(text, " | tee ")
	if piped {
		log = filepath.Join(s.dir, file)
	}
	if _, err := fmt.Fprintf(s.in, "%s </dev/null >%s 2>%s.log & %s=$!\n", s.here(t, text), log, log, kind); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		out, _ := os.ReadFile(log)
		said, _ := os.ReadFile(log + ".log")
		if strings.Contains(string(out)+string(said), ready) && strings.HasSuffix(string(out)+string(said), "\n") || ready == "" {
			time.Sleep(50 * time.Millisecond) // the rest of its first lines
			out, _ = os.ReadFile(log)
			return s.there(string(out))
		}
	}
	said, _ := os.ReadFile(log + ".log")
	t.Fatalf("%s is not ready: %s", text, said)
	return ""
}
