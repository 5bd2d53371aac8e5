package parity

import (
	"embed"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/internal/said"
)

// Scenario is a script that can be played against Weixin.
type Scenario struct {
	Name  string
	Level Level
	// Price says what a run costs an account besides calls.
	Price string
	Steps []Request
}

// Request is one request section of a script.
type Request struct {
	// Name is unique in its scenario.
	Name string
	// Text is the section as it is written: it names values and holds none.
	Text string
}

//go:embed scenarios/*.txtar
var scenarioFiles embed.FS

// Scenarios returns the scenarios that come with the program, those of lower
// levels first. What others have published and made without an account is asked
// again first.
func Scenarios() ([]Scenario, error) {
	entries, err := scenarioFiles.ReadDir("scenarios")
	if err != nil {
		return nil, err
	}
	all, err := published()
	if err != nil {
		return nil, err
	}
	for _, level := range Levels() {
		for _, entry := range entries {
			text, err := scenarioFiles.ReadFile("scenarios/" + entry.Name())
			if err != nil {
				return nil, err
			}
			s, err := ParseScenario(entry.Name(), text)
			if err != nil {
				return nil, err
			}
			if s.Level == level {
				all = append(all, s)
			}
		}
	}
	return all, nil
}

// published are the public recordings that need no account, as scenarios.
func published() ([]Scenario, error) {
	public, err := Public()
	var all []Scenario
	for _, r := range public {
		for _, played := range r.Played {
			s := Scenario{Name: played.Scenario, Level: Read}
			for _, step := range played.Steps {
				s.Steps = append(s.Steps, step.Request)
			}
			if !slices.ContainsFunc(s.Steps, Request.NeedsAccount) {
				all = append(all, s)
			}
		}
	}
	return all, err
}

var nameForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ParseScenario reads a script. Its comment has a line "level: …" and may have one
// "price: …"; its answers, if it has any, are not looked at.
func ParseScenario(file string, text []byte) (Scenario, error) {
	archive := txtar.Parse(text)
	s := Scenario{Name: strings.TrimSuffix(path.Base(file), path.Ext(file))}
	if !nameForm.MatchString(s.Name) {
		return s, said.Errorf("%s: a scenario is a file of lower-case letters, digits and dashes, such as uploads.txtar", file)
	}
	fields := headLines(string(archive.Comment))
	var err error
	if s.Level, err = parseLevel(fields["level"]); err != nil {
		return s, said.Errorf("%s: its comment needs a line of its level: %w", file, err)
	}
	s.Price = fields["price"]
	names := make(map[string]bool)
	for _, f := range archive.Files {
		switch f.Name {
		case "request":
			name := stepName(string(f.Data))
			if !nameForm.MatchString(name) || names[name] {
				return s, said.Errorf("%s: request %d needs a line #step with a name of its own, such as no-token", file, len(s.Steps)+1)
			}
			names[name] = true
			s.Steps = append(s.Steps, Request{name, string(f.Data)})
		case "answer":
		default:
			return s, said.Errorf("%s: a scenario has requests and answers, and no %s", file, f.Name)
		}
	}
	if len(s.Steps) == 0 {
		return s, said.Errorf("%s: it has no request", file)
	}
	return s, nil
}

// stepName is the name that a request section gives itself.
func stepName(text string) string {
	if found := replay.Directives(text, "step"); len(found) > 0 && len(found[0]) == 1 {
		return found[0][0]
	}
	return ""
}

// headLines are the lines NAME: VALUE of a text.
func headLines(text string) map[string]string {
	fields := make(map[string]string)
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			fields[name] = value
		}
	}
	return fields
}

// NeedsAccount reports whether a request has to be made as an account.
func (r Request) NeedsAccount() bool { return strings.Contains(r.Text, ":own") }
