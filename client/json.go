package client

import (
	"bytes"
	"encoding/json"
)

// unmarshal reads the JSON of an answer. Weixin repeats what people typed
// without escaping it: control characters in a string are read as themselves,
// which encoding/json refuses.
func unmarshal(text []byte, v any) error {
	return json.Unmarshal(escapeControls(bytes.TrimPrefix(text, []byte(byteOrderMark))), v)
}

// byteOrderMark may precede the text, U+FEFF as UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

func startsObject(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(text, []byte(byteOrderMark)), " \t\r\n"), []byte("{"))
}

// escapeControls returns JSON in which the control characters inside strings
// are escaped.
func escapeControls(text []byte) []byte {
	const hex = "0123456789abcdef"
	var out []byte // nil while nothing had to be escaped
	from, inside, escaped := 0, false, false
	for i, c := range text {
		switch {
		case !inside:
			inside = c == '"'
		case escaped:
			escaped = false
		case c < ' ':
			out = append(append(out, text[from:i]...), '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			from = i + 1
		case c == '\\':
			escaped = true
		case c == '"':
			inside = false
		}
	}
	if out == nil {
		return text
	}
	return append(out, text[from:]...)
}
