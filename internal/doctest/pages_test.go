package doctest

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/built"
	"github.com/wxastore/wxastore/internal/tools"
)

var update = flag.Bool("update", false, "write what the commands print into the pages")

// TestPages runs the commands of each page.
func TestPages(t *testing.T) {
	tools.Need(t, "bash", "curl")
	binary := built.Program(t)
	t.Run("pages", func(t *testing.T) {
		for _, name := range english {
			t.Run(name, func(t *testing.T) { t.Parallel(); runPage(t, binary, name, "en_US.UTF-8") })
			t.Run(chinese(name), func(t *testing.T) { t.Parallel(); runPage(t, binary, chinese(name), "zh_CN.UTF-8") })
		}
	})
}

// reading are commands that change nothing. They are repeated until they print what
// the page says: reviews and deliveries take a moment.
var reading = regexp.MustCompile(`^(cat|curl "\$WXASTORE_API/wxa/(get|search)_|wxastore (stores (audit|list|info|search)|component (list|events)|admin \w+ (list|show)))`)

// failing is what a page shows of a command that fails, or whose exit status says what
// it found: a plan with changes, a run of which not all is done.
var failing = regexp.MustCompile(`(?m)^wxastore: |"errcode":[^0]|^\d+ (to change|个待修改)|^…  (finished|open|已结束|等待审核)`)

// patience is how long that may take.
const patience = 2 * time.Second

func runPage(t *testing.T, binary, name, language string) {
	p := read(t, name)
	s := open(t, binary, language)
	var lines []string
	next := 0
	for _, c := range p.commands() {
		if c.notRun != "" {
			continue
		}
		shown := strings.Join(p.lines[c.from:c.to], "\n")
		printed, status := s.run(t, c.text)
		for deadline := time.Now().Add(patience); reading.MatchString(c.text) && !says(shown, printed) && time.Now().Before(deadline); {
			time.Sleep(300 * time.Millisecond)
			printed, status = s.run(t, c.text)
		}
		if status != 0 && !failing.MatchString(shown) {
			t.Errorf("%s: %s\nends with status %d: %s", p.at(c.from-1), c.text, status, printed)
		}
		if !c.checked {
			continue
		}
		if says(shown, printed) {
			continue
		}
		if !*update {
			t.Errorf("%s: %s\nprints, with status %d\n%s\ninstead of\n%s\n(go test ./internal/doctest -update writes it)", p.at(c.from-1), c.text, status, printed, shown)
			continue
		}
		lines = append(lines, p.lines[next:c.from]...)
		if printed = strings.TrimRight(printed, "\n"); printed != "" {
			lines = append(lines, strings.Split(printed, "\n")...)
		}
		if c.to > c.from && p.lines[c.to-1] == "" {
			lines = append(lines, "")
		}
		next = c.to
	}
	if next == 0 {
		return
	}
	lines = append(lines, p.lines[next:]...)
	if err := os.WriteFile(filepath.Join(root, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil { //nolint:gosec // a document
		t.Fatal(err)
	}
}

// remark is what a command line explains to its reader.
var remark = regexp.MustCompile(`(?m)(^|[ \t]+)(#|//) .*$`)

// TestBothLanguages compares the commands of a page with those of its counterpart.
func TestBothLanguages(t *testing.T) {
	for _, name := range english {
		var texts [2][]string
		for i, name := range []string{name, chinese(name)} {
			for _, c := range read(t, name).commands() {
				texts[i] = append(texts[i], remark.ReplaceAllString(c.text, ""))
			}
		}
		if !slices.Equal(texts[0], texts[1]) {
			t.Errorf("%s has the commands\n%s\nand %s\n%s", name, strings.Join(texts[0], "\n"), chinese(name), strings.Join(texts[1], "\n"))
		}
	}
}

// TestNotRun compares what is not run with the list of it.
func TestNotRun(t *testing.T) {
	var list bytes.Buffer
	n := 0
	for _, name := range english {
		for _, c := range read(t, name).commands() {
			if c.notRun != "" {
				n++
				fmt.Fprintf(&list, "%s: %s (%s)\n", name, c.text, c.notRun)
			}
		}
	}
	fmt.Fprintf(&list, "%d commands are not run\n", n)
	golden := filepath.Join("testdata", "notrun.txt")
	if *update {
		if err := os.WriteFile(golden, list.Bytes(), 0o644); err != nil { //nolint:gosec // a list
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if list.String() != string(want) {
		t.Errorf("these commands are not run:\n%s\nand %s says\n%s\n(-update writes it)", &list, golden, want)
	}
}

// TestShownFiles compares the files that pages show with the files.
func TestShownFiles(t *testing.T) {
	for _, name := range english {
		for _, name := range []string{name, chinese(name)} {
			p := read(t, name)
			for _, f := range p.fences {
				if f.file == "" {
					continue
				}
				file, err := os.ReadFile(filepath.Join(root, f.file))
				if err != nil {
					t.Errorf("%s: %v", p.at(f.from-1), err)
					continue
				}
				if remark.ReplaceAllString(p.text(f), "") != remark.ReplaceAllString(string(file), "") {
					t.Errorf("%s: this is not what %s holds, comments aside", p.at(f.from-1), f.file)
				}
			}
		}
	}
}
