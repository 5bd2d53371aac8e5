package replay

import (
	"fmt"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
)

// Shown is an answer as it is written: values that vary are placeholders.
type Shown struct {
	// Status is such as "200 OK".
	Status string
	// Headers are lines of name and value, in the order in which they are looked at.
	Headers [][2]string
	Body    string
}

// ChosenHeaders are those of an answer that are compared, besides how the body is
// framed and whether the connection ends.
func ChosenHeaders() []string {
	return []string{"Content-Type", "Content-Disposition", "Cache-Control", "Access-Control-Allow-Origin", "Location"}
}

// Hide returns an answer with its values replaced: header replaces that of a chosen
// header, body the whole body.
func (a Answer) Hide(header func(name, value string) string, body func(string) string) Shown {
	s := Shown{Status: a.Status, Body: body(a.Body)}
	for _, name := range ChosenHeaders() {
		if value := a.Header.Get(name); value != "" {
			s.Headers = append(s.Headers, [2]string{name, header(name, value)})
		}
	}
	if a.Chunked {
		s.Headers = append(s.Headers, [2]string{"Transfer-Encoding", "chunked"})
	}
	if a.Close {
		s.Headers = append(s.Headers, [2]string{"Connection", "close"})
	}
	return s
}

// String is the answer as a script shows it.
func (s Shown) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %s\n", s.Status)
	for _, line := range s.Headers {
		fmt.Fprintf(&b, "%s: %s\n", line[0], line[1])
	}
	fmt.Fprintf(&b, "\n%s\n", s.Body)
	return b.String()
}

// ParseShown reads what String writes.
func ParseShown(text string) (Shown, error) {
	head, body, ok := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	status, known := strings.CutPrefix(lines[0], "HTTP/1.1 ")
	if !ok || !known {
		return Shown{}, said.Errorf("%.80q is not an answer: HTTP/1.1 and a status, headers, an empty line, the body", text)
	}
	s := Shown{Status: status, Body: strings.TrimSuffix(body, "\n")}
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			return Shown{}, said.Errorf("%q is not a header line", line)
		}
		s.Headers = append(s.Headers, [2]string{name, value})
	}
	return s, nil
}

// header returns the value of a header, "" if it is absent.
func (s Shown) header(name string) string {
	for _, line := range s.Headers {
		if line[0] == name {
			return line[1]
		}
	}
	return ""
}

// longestList is how many elements of a list are kept.
const longestList = 3

// HideValues replaces what text, which is JSON, holds: key each key, leaf each
// value that is neither an object nor a list, by what is to be written in its
// place. Path is the names of the fields that lead there. All else stays as it was
// written; of a list, the first longestList elements.
func HideValues(text string, key func(path []string) string, leaf func(path []string, v Node) string) (string, error) {
	root, err := ParseNode(text)
	if err != nil {
		return "", err
	}
	h := hider{text: text, key: key, leaf: leaf}
	h.value(nil, root)
	return h.out.String(), nil
}

type hider struct {
	text string
	key  func(path []string) string
	leaf func(path []string, v Node) string
	out  strings.Builder
	at   int // what is before it is written
}

// replace writes what comes before a span as it is, and the new text in its place.
func (h *hider) replace(start, end int, text string) {
	h.out.WriteString(h.text[h.at:start])
	h.out.WriteString(text)
	h.at = end
}

func (h *hider) value(path []string, v Node) {
	switch v.Kind {
	case Object:
		for i, key := range v.Keys {
			inner := append(path[:len(path):len(path)], key)
			h.replace(v.KeySpans[i][0], v.KeySpans[i][1], h.key(inner))
			h.value(inner, v.Items[i])
		}
	case List:
		for i, item := range v.Items {
			if i == longestList {
				h.replace(v.Items[i-1].End, v.Items[len(v.Items)-1].End, ","+more)
				break
			}
			h.value(path, item)
		}
	case Text, Number, Bool, Null, More:
		h.replace(v.Start, v.End, h.leaf(path, v))
	}
	if h.at < v.End && (v.Kind == Object || v.Kind == List) {
		h.replace(v.End, v.End, "")
	}
}
