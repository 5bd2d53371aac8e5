package journal

import "strings"

// after masks the value of a credential's name, which is text[start:end], and
// returns where to go on.
func (m *masking) after(start, end int) int {
	i, quoted := skipQuote(m.text, skipSpace(m.text, end))
	i = skipSpace(m.text, i)
	if i == len(m.text) {
		return end
	}
	c, width := charAt(m.text, i)
	switch {
	case c == '=':
		return m.values(i+width, c)
	case c == ':' && (quoted || m.opensMember(start)):
		return m.values(i+width, colon(width))
	case c == '>' && start > 0 && m.text[start-1] == '<':
		return m.upTo(i+width, "</")
	case quoted && strings.HasSuffix(m.text[:start], `name="`):
		return m.part(i, end)
	}
	return end
}

// opensMember reports whether an unquoted name stands where one may in
// JavaScript, YAML or a header, and not in the middle of a sentence.
func (m *masking) opensMember(start int) bool {
	before := strings.TrimRight(m.text[:start], " \t")
	return before == "" || strings.IndexByte("{,\r\n", before[len(before)-1]) >= 0
}

// values masks the value after a separator. Where quotes are broken, what
// looked like the value may be the next name: then its value is masked, too.
func (m *masking) values(i int, separator byte) int {
	for {
		i = m.value(skipSpace(m.text, i), separator)
		next, ok := skipQuote(m.text, i)
		if !ok {
			return i
		}
		next = skipSpace(m.text, next)
		if next == len(m.text) {
			return i
		}
		c, width := charAt(m.text, next)
		if c != ':' {
			return i
		}
		i, separator = next+width, colon(width)
	}
}

// colon is the separator that a colon of a width is. One that is coded stands
// in a text that is coded as a whole, whose brackets mean nothing.
func colon(width int) byte {
	if width > 1 {
		return '='
	}
	return ':'
}

// value masks one value and returns its end, without a closing quote.
func (m *masking) value(i int, separator byte) int {
	open := i
	for open < len(m.text) && m.text[open] == '\\' {
		open++
	}
	if open < len(m.text) && (m.text[open] == '"' || m.text[open] == '\'') {
		end := stringEnd(m.text, open+1, m.text[open], open-i)
		m.hide(open+1, end)
		return end
	}
	if i == len(m.text) {
		return i
	}
	c, width := charAt(m.text, i)
	switch {
	case width > 1 && (c == '"' || c == '\''):
		end := codedEnd(m.text, i+width, c)
		m.hide(i+width, end)
		return end
	case separator == ':' && (c == '{' || c == '['):
		return m.everything(i)
	case separator == ':':
		return m.bare(i, ",}]&\"'\\ \t\r\n")
	}
	return m.assigned(i)
}

// bare masks a value without quotes, which ends before any of the delimiters.
func (m *masking) bare(i int, delimiters string) int {
	end := len(m.text)
	if n := strings.IndexAny(m.text[i:], delimiters); n >= 0 {
		end = i + n
	}
	m.hide(i, end)
	return end
}

// assigned masks what follows a = inside of another text. A backslash ends it
// only before a quote: others may belong to an escape in it.
func (m *masking) assigned(i int) int {
	end := i
	for end < len(m.text) && strings.IndexByte("& \t\r\n\"'<>", m.text[end]) < 0 {
		end++
	}
	if end < len(m.text) && (m.text[end] == '"' || m.text[end] == '\'') {
		end = i + len(strings.TrimRight(m.text[i:end], `\`))
	}
	m.hide(i, end)
	return end
}

// everything masks all strings, numbers and names in an object or array.
func (m *masking) everything(i int) int {
	depth, backslashes := 0, 0
	for i < len(m.text) {
		c := m.text[i]
		i++
		switch c {
		case '\\':
			backslashes++
			continue
		case '"', '\'':
			end := stringEnd(m.text, i, c, backslashes)
			m.hide(i, end)
			i, _ = skipQuote(m.text, end)
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i
			}
		case ',', ':', ' ', '\t', '\r', '\n':
		default:
			i = m.bare(i-1, ",:{}[]\"'\\ \t\r\n")
		}
		backslashes = 0
	}
	return i
}

// part masks a part of a multipart body, whose header has been read up to i.
func (m *masking) part(i, end int) int {
	for _, line := range []string{"\r\n", "\n"} {
		// The blank line may come before i: spaces were skipped.
		if n := strings.Index(m.text[end:], line+line); n >= 0 {
			return m.upTo(end+n+2*len(line), line+"--")
		}
	}
	return i
}

// upTo masks all that comes before a mark.
func (m *masking) upTo(i int, mark string) int {
	end := len(m.text)
	if n := strings.Index(m.text[i:], mark); n >= 0 {
		end = i + n
	}
	m.hide(i, end)
	return end
}
