package replay

import "strings"

// step is one request section.
type step struct {
	directives [][]string
	// head is the request line and the header lines.
	head []string
	body string
}

func parseStep(text string) step {
	var s step
	for strings.HasPrefix(text, "#") {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if words := strings.Fields(line[1:]); len(words) > 0 {
			s.directives = append(s.directives, words)
		}
	}
	head, body, _ := strings.Cut(strings.TrimSuffix(text, "\n"), "\n\n")
	s.head, s.body = strings.Split(head, "\n"), body
	return s
}

// own are the directives that the player itself follows, each with the least
// number of words that it takes.
func own(name string) (words int, ok bool) {
	words, ok = map[string]int{
		"repeat": 1, "form": 1, "file": 2, "filetype": 1, "part": 2, "quoted": 0, "chunked": 0, "pad": 1, "hex": 1, "save": 2, "rid": 1, "step": 1, "row": 2, "touches": 2,
	}[name]
	return words, ok
}

// all returns the words of each directive of a name.
func (s step) all(name string) (found [][]string) {
	for _, d := range s.directives {
		if d[0] == name {
			found = append(found, d[1:])
		}
	}
	return found
}

// has reports whether the step has any of the directives.
func (s step) has(names ...string) bool {
	for _, name := range names {
		if len(s.all(name)) > 0 {
			return true
		}
	}
	return false
}

// word returns the first word of the first directive of a name, "" if there is
// none.
func (s step) word(name string) string {
	if found := s.all(name); len(found) > 0 && len(found[0]) > 0 {
		return found[0][0]
	}
	return ""
}

// Directives returns the words of each directive of a name in the text of a request
// section.
func Directives(text, name string) [][]string { return parseStep(text).all(name) }
