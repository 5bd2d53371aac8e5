package journal

import (
	"strings"
	"unicode/utf8"
)

// mask cuts short the credentials in a text: a query, a form, JSON, JSON in a
// string of JSON, a multipart body, XML, whole, cut off or broken. All else
// stays byte for byte as it is.
//
// It does not parse. Bodies are cut when they are recorded, and those that
// people look up are often those that no parser takes. It goes through the
// names in the text, and where one is a credential's it masks what looks like
// its value; in doubt too much, rather than too little.
func mask(text string) string {
	for i := range len(text) {
		switch text[i] {
		case '=':
			return maskPairs(text)
		case '"', '\'', '<', '>', ':', '\r', '\n':
			return maskMembers(text)
		}
	}
	return maskMembers(text)
}

// maskPairs masks a query or a form.
func maskPairs(text string) string {
	m := masking{text: text}
	for from := 0; from <= len(text); {
		to := len(text)
		if n := strings.IndexByte(text[from:], '&'); n >= 0 {
			to = from + n
		}
		pair := text[from:to]
		name, value, ok := strings.Cut(pair, "=")
		if ok && namesCredential(name) {
			m.put(from, from+len(name), maskMembers(name))
			m.hide(to-len(value), to)
		} else {
			m.put(from, to, maskMembers(pair))
		}
		from = to + 1
	}
	return m.result()
}

// maskMembers masks the values that follow names.
func maskMembers(text string) string {
	m := masking{text: text}
	for i := 0; i < len(text); {
		if c := text[i]; !plain(c) && !spells(c) {
			i++ // most of what is between names
			continue
		}
		end, secret := readName(text, i)
		switch {
		case secret:
			i = m.after(i, end)
		case end > i:
			i = end
		default:
			_, width := charAt(text, i)
			i += width
		}
	}
	return m.result()
}

// masking is a text with some of its parts masked.
type masking struct {
	text string
	out  strings.Builder
	done int // how much of text is in out; 0 as long as nothing is masked
}

// hide masks a part of the text. Parts come in order.
func (m *masking) hide(from, to int) { m.put(from, to, hide(m.text[from:to])) }

// put puts another text in the place of a part.
func (m *masking) put(from, to int, text string) {
	if text == m.text[from:to] {
		return
	}
	if m.done == 0 {
		m.out.Grow(len(m.text))
	}
	m.out.WriteString(m.text[m.done:from])
	m.out.WriteString(text)
	m.done = to
}

func (m *masking) result() string {
	if m.done == 0 { // a name comes before every value
		return m.text
	}
	m.out.WriteString(m.text[m.done:])
	return m.out.String()
}

// As Weixin shows credentials: "50_Im7xxxx".
const (
	shown = 6
	blank = "xxxx"
)

// hide returns a credential with all but its beginning blanked. Of a short one
// it shows no more than a quarter, and it shows no piece of an escape.
//
//fidelity:choice getridinfo masked | of every credential, in the query and in bodies, at most 6 characters are shown, then `xxxx`
func hide(value string) string {
	switch value {
	case "", "null", "nil", "None", "undefined", "true", "false":
		return value // what a program without a credential sends
	}
	if len(value) <= shown+len(blank) && strings.HasSuffix(value, blank) {
		return value // masked already: a look-up of a look-up
	}
	head := value[:min(shown, len(value)/4)]
	if at := strings.IndexAny(head, `\%`); at >= 0 {
		head = head[:at]
	}
	for !utf8.ValidString(head) {
		head = head[:len(head)-1]
	}
	return head + blank
}
