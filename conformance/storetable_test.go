package conformance

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
)

var update = flag.Bool("update", false, "write the table of store modules into docs/conformance.md")

// storeTable says of each client by each way which methods of the store Mini Program
// are answered as it needs.
type storeTable struct {
	mu    sync.Mutex
	lines []storeLine
}

type storeLine struct {
	client, way string
	// works has the methods that were tried.
	works map[string]bool
	// cannot says why a method of the client cannot work.
	cannot map[string]string
}

// add takes the results of a client: the error of each method that was tried. A method
// that fails is a fault, except one that cannot work; and that one must fail.
func (s *storeTable) add(t *testing.T, client, way string, results map[string]error, cannot map[string]string) {
	t.Helper()
	line := storeLine{client, way, make(map[string]bool), cannot}
	for method, err := range results {
		line.works[method] = err == nil
		switch {
		case !slices.Contains(storeMethods(), method):
			t.Errorf("%s: the table has no method %q: %v", client, method, err)
		case err != nil && cannot[method] == "":
			t.Errorf("%s, %s: %v", client, method, err)
		case err == nil && cannot[method] != "":
			t.Errorf("%s, %s works, and is said not to: %s", client, method, cannot[method])
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
	slices.SortFunc(s.lines, func(a, b storeLine) int { return strings.Compare(a.client+"\t"+a.way, b.client+"\t"+b.way) })
}

func (l storeLine) cells(yes, no, none string) []string {
	cells := make([]string, len(storeMethods()))
	for i, method := range storeMethods() {
		switch works, tried := l.works[method]; {
		case !tried:
			cells[i] = none
		case works:
			cells[i] = yes
		default:
			cells[i] = no
		}
	}
	return cells
}

// text is the table as the run prints it.
func (s *storeTable) text(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "store module\tby\t%s\n", strings.Join(storeMethods(), "\t"))
	for _, line := range s.lines {
		fmt.Fprintf(w, "%s\t%s\t%s\n", line.client, line.way, strings.Join(line.cells("yes", "no", "-"), "\t"))
	}
	if err := w.Flush(); err != nil {
		t.Error(err)
	}
	for _, reason := range s.reasons() {
		text.WriteString(reason + "\n")
	}
	return text.String()
}

// reasons say why a method of a client cannot work.
func (s *storeTable) reasons() (all []string) {
	for _, line := range s.lines {
		for _, method := range slices.Sorted(maps.Keys(line.cannot)) {
			all = append(all, fmt.Sprintf("%s, %s: %s.", line.client, method, line.cannot[method]))
		}
	}
	return all
}

const (
	document = "../docs/conformance.md"
	// begin and end enclose the table in the document.
	begin, end = "<!-- the table of store modules -->\n", "<!-- ends here -->\n"
)

// compareDocument holds the table in the document against a whole run's.
func (s *storeTable) compareDocument(t *testing.T) {
	t.Helper()
	if t.Failed() || flag.Lookup("test.run").Value.String() != "" {
		return
	}
	kept, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(kept), begin)
	written, after, ended := strings.Cut(rest, end)
	if !ok || !ended {
		t.Fatalf("%s has no place for the table", document)
	}
	switch table := s.markdown(); {
	case table == written:
	case *update:
		if err := os.WriteFile(document, []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is not what this run has found: go test -count=1 -update .\n%s", document, table)
	}
}

// markdown is the table with a column for each client.
func (s *storeTable) markdown() string {
	var text strings.Builder
	row := func(cells ...string) { text.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	row(slices.Concat([]string{"store module", "by"}, storeMethods())...)
	row(slices.Repeat([]string{"---"}, 2+len(storeMethods()))...)
	for _, line := range s.lines {
		row(slices.Concat([]string{line.client, line.way}, line.cells("✓", "✗", ""))...)
	}
	text.WriteString("\n")
	for _, reason := range s.reasons() {
		text.WriteString("- " + reason + "\n")
	}
	return text.String()
}
