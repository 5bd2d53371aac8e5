package parity

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/internal/said"
)

// version is the first line of a recording. Each version that was ever written
// stays readable.
const version = "wxastore parity recording 1"

// Recording is what was asked and answered, without a value that is the account's.
type Recording struct {
	// Host is a name of Weixin's, or another.
	Host string
	// Date is the day, as 2006-01-02 in UTC; of what others published often no more
	// than the year is known, or nothing.
	Date string
	// Source says where the answers are from: this program, or who published them.
	Source string
	// Layers are those that the recording knows of its answers; none is all.
	Layers []replay.Layer
	Facts  Facts
	Played []Played
	// Noise is what differed between two runs.
	Noise []Place
}

// Played is a scenario with its answers.
type Played struct {
	Scenario string
	Steps    []Step
}

// Step is a request with its answer, or with the reason why it was not sent.
type Step struct {
	Request
	Answer  replay.Shown
	Skipped string
}

// Place is where in a run something differed.
type Place struct {
	// Step is scenario/step.
	Step  string
	Layer replay.Layer
	Path  string
}

// String is the place on one line.
func (p Place) String() string {
	return strings.TrimSpace(p.Step + " " + string(p.Layer) + " " + p.Path)
}

// Format writes a recording as a txtar archive.
func (r Recording) Format() []byte {
	var head strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&head, "%s: %s\n", name, value)
		}
	}
	head.WriteString(version + "\n\n")
	line("host", r.Host)
	line("date", r.Date)
	line("source", r.Source)
	line("layers", join(r.Layers))
	r.Facts.lines(line)
	head.WriteString("\n")
	archive := txtar.Archive{Comment: []byte(head.String())}
	add := func(name, text string) {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	for _, played := range r.Played {
		add("scenario", played.Scenario+"\n")
		for _, s := range played.Steps {
			add("request", s.Text)
			if s.Skipped != "" {
				add("skipped", s.Skipped+"\n")
			} else {
				add("answer", s.Answer.String())
			}
		}
	}
	if len(r.Noise) > 0 {
		var lines strings.Builder
		for _, place := range r.Noise {
			lines.WriteString(place.String() + "\n")
		}
		add("noise", lines.String())
	}
	return txtar.Format(&archive)
}

// ParseRecording reads what Format writes.
func ParseRecording(text []byte) (Recording, error) {
	archive := txtar.Parse(text)
	first, rest, _ := strings.Cut(string(archive.Comment), "\n")
	if first != version {
		return Recording{}, said.Errorf("it does not begin with the line %q: it is not a recording, or one of a newer program", version)
	}
	fields := headLines(rest)
	r := Recording{Host: fields["host"], Date: fields["date"], Source: fields["source"]}
	_, err := time.Parse(time.DateOnly[:min(len(r.Date), len(time.DateOnly))], r.Date)
	if err != nil || r.Date == "" && r.Source == ownSource {
		return r, said.Errorf("date: %q is neither a day such as 2026-03-01 nor a year", r.Date)
	}
	if r.Facts, err = parseFacts(fields); err != nil {
		return r, err
	}
	if r.Layers, err = parseLayers(fields["layers"]); err != nil {
		return r, err
	}
	for i, f := range archive.Files {
		if err := r.section(f.Name, string(f.Data)); err != nil {
			return r, said.Errorf("section %d, %s: %w", i+1, f.Name, err)
		}
	}
	return r, nil
}

// section reads one section.
func (r *Recording) section(name, text string) (err error) {
	switch name {
	case "scenario":
		r.Played = append(r.Played, Played{Scenario: strings.TrimSpace(text)})
		return nil
	case "noise":
		for line := range strings.Lines(text) {
			place, err := parsePlace(line)
			if err != nil {
				return err
			}
			r.Noise = append(r.Noise, place)
		}
		return nil
	}
	if len(r.Played) == 0 {
		return said.Errorf("it comes before a scenario")
	}
	steps := &r.Played[len(r.Played)-1].Steps
	if name == "request" {
		*steps = append(*steps, Step{Request: Request{stepName(text), text}})
		return nil
	}
	if len(*steps) == 0 {
		return said.Errorf("it comes before a request")
	}
	last := &(*steps)[len(*steps)-1]
	switch name {
	case "skipped":
		last.Skipped = strings.TrimSpace(text)
	case "answer":
		last.Answer, err = replay.ParseShown(text)
	default:
		err = said.Errorf("recordings have no such section")
	}
	return err
}

func parsePlace(line string) (Place, error) {
	words := strings.Fields(line)
	if len(words) < 2 || len(words) > 3 || !strings.Contains(words[0], "/") || !slices.Contains(replay.Layers(), replay.Layer(words[1])) {
		return Place{}, said.Errorf("%q is not SCENARIO/STEP LAYER PATH", strings.TrimSpace(line))
	}
	place := Place{Step: words[0], Layer: replay.Layer(words[1])}
	if len(words) == 3 {
		place.Path = words[2]
	}
	return place, nil
}

func parseLayers(text string) (layers []replay.Layer, err error) {
	for word := range strings.FieldsSeq(strings.ReplaceAll(text, ",", " ")) {
		layer := replay.Layer(word)
		if !slices.Contains(replay.Layers(), layer) {
			return nil, said.Errorf("layers: %q is not one", word)
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

func join(layers []replay.Layer) string {
	words := make([]string, len(layers))
	for i, layer := range layers {
		words[i] = string(layer)
	}
	return strings.Join(words, ", ")
}

// Answers counts the steps that were answered and those that were not sent.
func (r Recording) Answers() (answered, skipped int) {
	for _, played := range r.Played {
		for _, s := range played.Steps {
			if s.Skipped != "" {
				skipped++
			} else {
				answered++
			}
		}
	}
	return answered, skipped
}
