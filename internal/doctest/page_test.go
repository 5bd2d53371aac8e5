package doctest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the repository.
const root = "../.."

// english are the pages that are run. Each has another of the name X.zh-CN.md.
var english = []string{"README.md", "docs/stores.md", "docs/seed.md", "docs/faults.md", "docs/sdks.md", "docs/go.md", "docs/platforms.md", "docs/fleet.md", "docs/fleet-stores.md", "docs/start.md", "docs/settings.md", "docs/console.md"}

// chinese is the name of a page's Chinese counterpart.
func chinese(name string) string { return strings.TrimSuffix(name, ".md") + ".zh-CN.md" }

// page is a document of the repository.
type page struct {
	name   string
	lines  []string
	fences []fence
}

// fence is a block of code.
type fence struct {
	language, file string
	// notRun is why its commands are not run.
	notRun   string
	from, to int // its lines, without the fences themselves
}

// command is one that a page shows.
type command struct {
	// text is what a shell is given.
	text string
	// checked says whether the page says what is printed: its lines from to to.
	checked  bool
	from, to int
	notRun   string
}

var (
	opening  = regexp.MustCompile("^```(\\w*) ?(\\S*)$")
	mark     = regexp.MustCompile(`^<!-- not run: (.+) -->$`)
	indented = regexp.MustCompile(`^( {4}|\t)\S`)
)

// read reads a page.
func read(t *testing.T, name string) page {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	p := page{name: name, lines: strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")}
	for i := 0; i < len(p.lines); i++ {
		start := opening.FindStringSubmatch(p.lines[i])
		if start == nil {
			if indented.MatchString(p.lines[i]) && i > 0 && p.lines[i-1] == "" {
				t.Errorf("%s:%d: code is indented: nothing runs it; put it into a fence", name, i+1)
			}
			continue
		}
		f := fence{language: start[1], file: start[2], from: i + 1}
		if i > 0 {
			if why := mark.FindStringSubmatch(p.lines[i-1]); why != nil {
				f.notRun = why[1]
			}
		}
		for i++; i < len(p.lines) && p.lines[i] != "```"; i++ {
		}
		if i == len(p.lines) {
			t.Fatalf("%s:%d: the fence does not end", name, f.from)
		}
		f.to = i
		p.fences = append(p.fences, f)
	}
	return p
}

// text is what stands between a fence's lines.
func (p page) text(f fence) string { return strings.Join(p.lines[f.from:f.to], "\n") + "\n" }

// at is where a line stands.
func (p page) at(line int) string { return fmt.Sprintf("%s:%d", p.name, line+1) }

// commands are those of a page, in order.
func (p page) commands() []command {
	var all []command
	for _, f := range p.fences {
		if f.language != "console" && f.language != "sh" {
			continue
		}
		for i := f.from; i < f.to; i++ {
			text := p.lines[i]
			if f.language == "console" {
				if text = strings.TrimPrefix(text, "$ "); text == p.lines[i] {
					continue
				}
			}
			if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
				continue
			}
			for strings.HasSuffix(text, `\`) && i+1 < f.to {
				i++
				text += "\n" + p.lines[i]
			}
			c := command{text: text, checked: f.language == "console", from: i + 1, to: i + 1, notRun: f.notRun}
			for c.checked && c.to < f.to && !strings.HasPrefix(p.lines[c.to], "$ ") {
				c.to++
			}
			all = append(all, c)
		}
	}
	return all
}
