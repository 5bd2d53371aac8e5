package pages

import (
	"slices"
	"unicode"

	"github.com/wxastore/wxastore/internal/lcs"
)

// piece is a part of a text that was kept, taken out or put in.
type piece struct {
	// Kind is "same", "del" or "ins"; or "before" and "after" of texts that have little
	// in common.
	Kind, Text string
}

// maxCompared bounds the tokens that are compared with each other: the work
// grows with their product.
const maxCompared = 400

// difference is what became of a text, in the order of reading.
func difference(before, after string) []piece {
	a, b := tokens(before), tokens(after)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var d diff
	d.add("same", a[:head]...)
	d.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	d.add("same", a[len(a)-tail:]...)
	if d.distant(len(a), len(b)) {
		return []piece{{"before", before}, {"after", after}}
	}
	return d
}

// distant reports whether two texts with these counts of tokens have too little in common
// for their pieces to be read together.
func (d diff) distant(before, after int) bool {
	same, changes := 0, 0
	for _, p := range d {
		if p.Kind == "same" {
			same += len(tokens(p.Text))
		} else {
			changes++
		}
	}
	return before > 0 && after > 0 && changes > 2 && max(before, after) > 8 && 2*same < max(before, after)
}

// diff is a difference as it grows.
type diff []piece

func (d *diff) add(kind string, tokens ...string) {
	for _, token := range tokens {
		if n := len(*d); n > 0 && (*d)[n-1].Kind == kind {
			(*d)[n-1].Text += token
		} else {
			*d = append(*d, piece{kind, token})
		}
	}
}

// middle compares what neither beginning nor end have in common.
func (d *diff) middle(a, b []string) {
	if len(a) > maxCompared || len(b) > maxCompared {
		d.add("del", a...)
		d.add("ins", b...)
		return
	}
	adding := func(kind string) func(string) { return func(token string) { d.add(kind, token) } }
	lcs.Compare(a, b, adding("same"), adding("del"), adding("ins"))
}

// tokens parts a text into what changes as one: words of letters that make
// words, and single signs otherwise, as Chinese has them.
func tokens(text string) []string {
	var all []string
	word := false
	for _, r := range text {
		in := r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
		if in && word {
			all[len(all)-1] += string(r)
		} else {
			all = append(all, string(r))
		}
		word = in
	}
	return slices.Clip(all)
}
