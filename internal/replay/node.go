package replay

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
)

// Kind is a kind of JSON value.
type Kind string

// The kinds of values. More is $more at the end of a list that was cut.
const (
	Object Kind = "object"
	List   Kind = "list"
	Text   Kind = "string"
	Number Kind = "number"
	Bool   Kind = "boolean"
	Null   Kind = "null"
	More   Kind = "more"
)

// Node is a JSON value with what comparing answers needs and decoding loses: the
// order of keys, and where each value stands in the text.
type Node struct {
	Kind Kind
	// Text is a string decoded, and any other leaf as it is written.
	Text string
	// Keys are those of an object; Items its values, or those of a list.
	Keys  []string
	Items []Node
	// Start and End are the bytes of the text that the value takes, KeySpans those
	// of an object's keys.
	Start, End int
	KeySpans   [][2]int
}

// more ends a list that was cut.
const more = "$more"

// deepest is how deep values may be nested.
const deepest = 100

// ParseNode reads JSON in which numbers may be placeholders, such as
// $audit_id:1.
func ParseNode(text string) (Node, error) {
	p := nodeParser{text: text}
	v, err := p.value(0)
	if err == nil && p.space() < len(text) {
		err = p.wrong("something follows the value")
	}
	return v, err
}

type nodeParser struct {
	text string
	at   int
}

func (p *nodeParser) wrong(what said.Text) error { return said.Errorf("byte %d: %w", p.at, what) }

// space skips blanks and returns where the next token begins.
func (p *nodeParser) space() int {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
	return p.at
}

// takes skips a byte if it comes next.
func (p *nodeParser) takes(b byte) bool {
	if p.space() < len(p.text) && p.text[p.at] == b {
		p.at++
		return true
	}
	return false
}

var leafForm = regexp.MustCompile(`^(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|\$[a-z_]+(?::[0-9]+)?)`)

func (p *nodeParser) value(depth int) (Node, error) {
	start := p.space()
	if depth > deepest {
		return Node{}, p.wrong("it is nested too deep")
	}
	var v Node
	var err error
	switch {
	case p.takes('{'):
		v, err = p.members(depth)
	case p.takes('['):
		v, err = p.elements(depth)
	case strings.HasPrefix(p.text[p.at:], `"`):
		v.Kind = Text
		v.Text, err = p.string()
	default:
		v.Text = leafForm.FindString(p.text[p.at:])
		p.at += len(v.Text)
		v.Kind, err = leafKind(v.Text), nil
		if v.Text == "" {
			err = p.wrong("no value begins here")
		}
	}
	v.Start, v.End = start, p.at
	return v, err
}

func leafKind(text string) Kind {
	switch text {
	case "true", "false":
		return Bool
	case "null":
		return Null
	case more:
		return More
	}
	return Number
}

func (p *nodeParser) string() (string, error) {
	end := p.at + 1
	for end < len(p.text) && p.text[end] != '"' {
		if p.text[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(p.text) {
		return "", p.wrong("a string has no end")
	}
	raw := p.text[p.at : end+1]
	var text string
	if err := json.Unmarshal([]byte(raw), &text); err != nil {
		return "", p.wrong("no string begins here")
	}
	p.at = end + 1
	return text, nil
}

func (p *nodeParser) members(depth int) (Node, error) {
	v := Node{Kind: Object}
	for !p.takes('}') {
		if len(v.Keys) > 0 && !p.takes(',') {
			return v, p.wrong("a comma is missing")
		}
		start := p.space()
		key, err := p.string()
		if err != nil {
			return v, err
		}
		v.Keys, v.KeySpans = append(v.Keys, key), append(v.KeySpans, [2]int{start, p.at})
		if !p.takes(':') {
			return v, p.wrong("a colon is missing")
		}
		inner, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, inner)
	}
	return v, nil
}

func (p *nodeParser) elements(depth int) (Node, error) {
	v := Node{Kind: List}
	for !p.takes(']') {
		if len(v.Items) > 0 && !p.takes(',') {
			return v, p.wrong("a comma is missing")
		}
		inner, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, inner)
	}
	return v, nil
}

// field returns the value of a key; of one that comes twice, the last.
func (v Node) field(key string) (Node, bool) {
	for i := len(v.Keys) - 1; i >= 0; i-- {
		if v.Keys[i] == key {
			return v.Items[i], true
		}
	}
	return Node{}, false
}
