package meter

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
	if at := strings.IndexAny(text, "=\"'<>:\r\n"); at >= 0 && text[at] == '=' {
		return maskPairs(text)
	}
	return maskMembers(text)
}

// maskPairs masks a query or a form.
func maskPairs(text string) string {
	pairs := strings.Split(text, "&")
	for i, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if ok && namesCredential(name) {
			pairs[i] = maskMembers(name) + "=" + hide(value)
		} else {
			pairs[i] = maskMembers(pair)
		}
	}
	return strings.Join(pairs, "&")
}

// maskMembers masks the values that follow names.
func maskMembers(text string) string {
	m := masking{text: text}
	for i := 0; i < len(text); {
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
func (m *masking) hide(from, to int) {
	part := m.text[from:to]
	if hidden := hide(part); hidden != part {
		m.out.WriteString(m.text[m.done:from])
		m.out.WriteString(hidden)
		m.done = to
	}
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
