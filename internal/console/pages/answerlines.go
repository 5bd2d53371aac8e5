package pages

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// answerLine is a line of an answer, which may differ from the other one.
type answerLine struct {
	Text string
	// Mark is "differs", or "known" for what is explained; "" for what is alike.
	Mark string

	// path is where the line is in the body, inBody that it is there.
	path   string
	inBody bool
}

// answerLines are the lines of an answer, with those marked that differences are about.
func answerLines(a api.ParityAnswer, differences []api.ParityDifference) []answerLine {
	lines := []answerLine{{Text: "HTTP/1.1 " + a.Status, path: "status"}}
	for _, h := range a.Headers {
		lines = append(lines, answerLine{Text: h.Name + ": " + h.Value, path: h.Name})
	}
	head := len(lines)
	lines = append(lines, answerLine{})
	lines = append(lines, bodyLines(a.Body)...)
	for _, d := range differences {
		mark := "differs"
		if d.Explained() {
			mark = "known"
		}
		found := false
		for i := range lines {
			if l := &lines[i]; l.about(d, i < head) {
				if found = true; l.Mark != "differs" {
					l.Mark = mark
				}
			}
		}
		if !found && d.Layer == "code" { // this side has no errcode: all of it is another answer
			for i := range lines {
				if lines[i].inBody && lines[i].Mark != "differs" {
					lines[i].Mark = mark
				}
			}
		}
	}
	return lines
}

// about reports whether a difference is about a line.
func (l answerLine) about(d api.ParityDifference, head bool) bool {
	switch d.Layer {
	case "status":
		return head && l.path == "status"
	case "header":
		return head && l.path == d.Path
	}
	if !l.inBody || head {
		return false
	}
	parent := l.path[:max(0, strings.LastIndexByte(l.path, '.'))]
	return d.Path == l.path || d.Path == "" && (d.Layer == "body" || d.Layer == "bytes") || d.Layer == "order" && d.Path == parent && l.path != ""
}

// bodyLines writes JSON with a line for each field. Placeholders for numbers, which are
// not JSON, stay as they are. What is not JSON is one line, or none.
func bodyLines(body string) []answerLine {
	body = strings.TrimSpace(body)
	if body == "" {
		return nil
	}
	if body[0] != '{' && body[0] != '[' {
		return []answerLine{{Text: body, inBody: true}}
	}
	if len(body) > maxShown {
		body = strings.ToValidUTF8(body[:maxShown], "") + "…"
	}
	p := bodyPrinter{lines: []answerLine{{inBody: true}}}
	for body != "" {
		body = p.token(body)
	}
	return p.lines
}

// bodyPrinter writes the tokens of JSON.
type bodyPrinter struct {
	lines []answerLine
	// within are the objects and lists that are open.
	within []container
	// valued says that the line has its field's name already.
	valued bool
}

type container struct {
	path string
	list bool
	next int
}

// token writes the first token of a text and returns the rest.
func (p *bodyPrinter) token(text string) string {
	switch c := text[0]; c {
	case ' ', '\t', '\n', '\r':
		return text[1:]
	case '{', '[':
		p.element()
		p.write(text[:1])
		p.within = append(p.within, container{path: p.last().path, list: c == '['})
		if rest := strings.TrimLeft(text[1:], " \t\r\n"); rest != "" && (rest[0] == '}' || rest[0] == ']') {
			p.within = p.within[:len(p.within)-1]
			p.write(rest[:1])
			return rest[1:]
		}
		p.line()
		return text[1:]
	case '}', ']':
		if n := len(p.within); n > 0 {
			path := p.within[n-1].path
			p.within = p.within[:n-1]
			p.line()
			p.last().path = path
		}
		p.write(text[:1])
		return text[1:]
	case ',':
		p.write(",")
		p.line()
		return text[1:]
	case ':':
		p.write(": ")
		p.valued = true
		return text[1:]
	case '"':
		end := stringEnd(text)
		p.element()
		if n := len(p.within); n > 0 && !p.within[n-1].list && !p.valued {
			p.last().path = strings.TrimPrefix(p.within[n-1].path+"."+unquoted(text[:end]), ".")
		}
		p.write(text[:end])
		return text[end:]
	default:
		end := strings.IndexAny(text, ",]} \t\r\n")
		if end <= 0 {
			end = len(text)
		}
		p.element()
		p.write(text[:end])
		return text[end:]
	}
}

// element gives a line of a list its path.
func (p *bodyPrinter) element() {
	if n := len(p.within); n > 0 && p.within[n-1].list {
		in := &p.within[n-1]
		p.last().path = in.path + "." + strconv.Itoa(in.next)
		in.next++
	}
}

func (p *bodyPrinter) last() *answerLine { return &p.lines[len(p.lines)-1] }

func (p *bodyPrinter) write(text string) { p.last().Text += text }

// line begins a line.
func (p *bodyPrinter) line() {
	p.lines = append(p.lines, answerLine{Text: strings.Repeat("  ", len(p.within)), inBody: true})
	p.valued = false
}

// stringEnd is where the string ends that a text begins with.
func stringEnd(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

func unquoted(text string) string {
	var name string
	if json.Unmarshal([]byte(text), &name) != nil {
		return strings.Trim(text, `"`)
	}
	return name
}
