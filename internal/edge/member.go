package edge

import (
	"bytes"
	"encoding/json"
)

// What follows reads JSON that json.Valid has let through, and nothing else.

// member returns the last value that an object has under a name, nil if it has
// none. The object begins at its brace.
func member(object []byte, name string) (found []byte) {
	for rest := skipSpace(object[1:]); rest[0] != '}'; {
		var key, value []byte
		key, rest = cutValue(rest)
		rest = skipSpace(rest)[1:] // the colon
		value, rest = cutValue(skipSpace(rest))
		if isName(key, name) {
			found = value
		}
		if rest = skipSpace(rest); rest[0] == ',' {
			rest = skipSpace(rest[1:])
		}
	}
	return found
}

// isName reports whether a string of JSON says the name.
func isName(key []byte, name string) bool {
	text, plain := plainText(key)
	if plain {
		return string(text) == name
	}
	var unquoted string
	return json.Unmarshal(key, &unquoted) == nil && unquoted == name
}

// plainText returns what a value says, if it is a string without escapes.
func plainText(value []byte) (text []byte, plain bool) {
	if value[0] != '"' {
		return nil, false
	}
	text = value[1 : len(value)-1]
	return text, bytes.IndexByte(text, '\\') < 0
}

// cutValue parts the key or value of a member that b begins with from what
// follows it.
func cutValue(b []byte) (value, rest []byte) {
	var end int
	switch b[0] {
	case '"':
		end = stringEnd(b)
	case '{', '[':
		end = nestedEnd(b)
	default:
		end = bytes.IndexAny(b, ",} \t\r\n")
	}
	return b[:end], b[end:]
}

// stringEnd is where the string ends that b begins with: at the first quote with
// an even number of backslashes before it.
func stringEnd(b []byte) int {
	for end := 1; ; end++ {
		end += bytes.IndexByte(b[end:], '"')
		slashes := 0
		for b[end-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return end + 1
		}
	}
}

// nestedEnd is where the object or array ends that b begins with.
func nestedEnd(b []byte) int {
	for depth, i := 0, 0; ; i++ {
		switch b[i] {
		case '"':
			i += stringEnd(b[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
}

// skipSpace leaves out what may stand between tokens.
func skipSpace(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\r' || b[0] == '\n') {
		b = b[1:]
	}
	return b
}
