package fidelity

import (
	"fmt"
	"slices"
	"strings"
)

// Kind says how a behaviour is known.
type Kind string

// The kinds of marks, as the document writes them.
const (
	// Official: a page of developers.weixin.qq.com says so.
	Official Kind = "OFFICIAL"
	// Observed: a real answer was published.
	Observed Kind = "OBSERVED"
	// Inferred: a conclusion; its source is the ground.
	Inferred Kind = "INFERRED"
	// Choice: Weixin is silent, we chose.
	Choice Kind = "CHOICE"
	// Missing: Weixin has it, we have not built it.
	Missing Kind = "not built"
)

// kindOf returns the kind of a directive's word.
func kindOf(word string) (Kind, bool) {
	kinds := map[string]Kind{
		"official": Official, "observed": Observed, "inferred": Inferred, "choice": Choice, "missing": Missing,
	}
	kind, ok := kinds[word]
	return kind, ok
}

// Subjects that are more than one interface.
const (
	// all is every call.
	all = "all"
	// unpublished are the interfaces whose daily limit Weixin does not publish.
	unpublished = "unpublished"
)

// Mark says how one behaviour is known.
type Mark struct {
	Kind Kind
	// Subjects are names of interfaces, or all or unpublished alone.
	Subjects []string
	// Keys are errcodes, field paths and words.
	Keys []string
	// Text says what the behaviour is.
	Text string
	// Source says from where it is known.
	Source string
	// At is the mark's file and line.
	At string
}

// speaksOf reports whether the mark is one of the interface's own.
func (m Mark) speaksOf(c contract) bool {
	return slices.Contains(m.Subjects, c.name) || c.unpublished && slices.Contains(m.Subjects, unpublished)
}

// Difference is a way in which wxastore is not as Weixin is, on purpose.
type Difference struct {
	What, Weixin, Ours, Why string
	At                      string
}

// Marks are all that a module's files say.
type Marks struct {
	Marks       []Mark
	Differences []Difference
}

// prefix begins a mark.
const prefix = "//fidelity:"

// add parses a mark and adds it.
func (m *Marks) add(comment, at string) error {
	word, rest, _ := strings.Cut(strings.TrimPrefix(comment, prefix), " ")
	parts := strings.Split(rest, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if word == "differs" {
		if len(parts) != 4 || slices.Contains(parts, "") {
			return fmt.Errorf("%s: a difference is WHAT | WEIXIN | OURS | WHY", at)
		}
		m.Differences = append(m.Differences, Difference{parts[0], parts[1], parts[2], parts[3], at})
		return nil
	}
	kind, ok := kindOf(word)
	if !ok {
		return fmt.Errorf("%s: there is no mark %q", at, word)
	}
	head := strings.Fields(parts[0])
	if len(head) != 2 || len(parts) < 2 || len(parts) > 3 || parts[1] == "" {
		return fmt.Errorf("%s: a mark is INTERFACE KEY | TEXT | SOURCE", at)
	}
	mark := Mark{Kind: kind, Subjects: strings.Split(head[0], ","), Keys: strings.Split(head[1], ","), Text: parts[1], At: at}
	if len(parts) == 3 {
		mark.Source = parts[2]
	}
	m.Marks = append(m.Marks, mark)
	return nil
}
