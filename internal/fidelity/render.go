package fidelity

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// Path is where the document lies in the module.
const Path = "docs/fidelity.md"

// everyCall is the title of what holds for all interfaces.
const everyCall = "Every call"

//go:embed header.md
var header []byte

// Document returns the text of docs/fidelity.md: what differs, what holds for
// every call, and a section for each interface and each event that has marks.
func (m Marks) Document(declared []weixin.Declaration, events []weixin.EventDeclaration) []byte {
	var b bytes.Buffer
	b.Write(header)
	b.WriteString("\n## Where we differ on purpose\n\n| what | Weixin | wxastore | why |\n|---|---|---|---|\n")
	for _, d := range m.Differences {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", d.What, d.Weixin, d.Ours, d.Why)
	}
	m.section(&b, everyCall, nil, func(mark Mark) bool { return slices.Contains(mark.Subjects, all) })
	for _, d := range declared {
		c := newContract(d)
		m.section(&b, d.Name, c.fields, func(mark Mark) bool { return mark.speaksOf(c) })
	}
	for _, d := range events {
		c := newEventContract(d)
		m.section(&b, "Event "+d.Name, c.fields, func(mark Mark) bool { return mark.speaksOf(c) })
	}
	return b.Bytes()
}

// section writes the marks that belong to it: behaviours in the order of the
// code, then fields in that of the structs, then errcodes.
func (m Marks) section(b *bytes.Buffer, title string, fields []string, belongs func(Mark) bool) {
	marks := slices.DeleteFunc(slices.Clone(m.Marks), func(mark Mark) bool { return !belongs(mark) })
	if len(marks) == 0 {
		return
	}
	slices.SortStableFunc(marks, func(x, y Mark) int {
		return slices.Compare(place(x.Keys[0], fields), place(y.Keys[0], fields))
	})
	fmt.Fprintf(b, "\n## %s\n\n| about | what | mark | source |\n|---|---|---|---|\n", title)
	for _, mark := range marks {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", about(mark.Keys), mark.Text, mark.Kind, mark.Source)
	}
}

// place orders keys within a section.
func place(key string, fields []string) []int {
	if code, err := strconv.Atoi(key); err == nil {
		return []int{2, code}
	}
	if strings.Contains(key, ".") {
		return []int{1, slices.Index(fields, key)}
	}
	return []int{0}
}

// about writes keys: words as they are, codes and fields as code.
func about(keys []string) string {
	written := make([]string, len(keys))
	for i, key := range keys {
		written[i] = key
		if !word.MatchString(key) {
			written[i] = "`" + key + "`"
		}
	}
	return strings.Join(written, ", ")
}
