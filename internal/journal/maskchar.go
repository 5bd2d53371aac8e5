package journal

import (
	"strconv"
	"strings"
)

// mostBackslashes bounds how many backslashes are looked through for an escape:
// those of JSON that stands in a string in a string in a string.
const mostBackslashes = 16

// charAt returns the character at i and how many bytes it takes, be it spelled
// as itself, as %XX, or as \u00XX with one or more backslashes, which may be
// spelled %5C. Of a character that is not ASCII it returns a byte.
func charAt(text string, i int) (c byte, width int) {
	if text[i] != '%' && text[i] != '\\' {
		return text[i], 1
	}
	j := i
	for range mostBackslashes {
		if strings.HasPrefix(text[j:], `\`) {
			j++
		} else if strings.HasPrefix(text[j:], "%5C") || strings.HasPrefix(text[j:], "%5c") {
			j += 3
		} else {
			break
		}
	}
	if j > i && strings.HasPrefix(text[j:], "u00") {
		if c, ok := hexByte(text, j+3); ok {
			return c, j + 5 - i
		}
	}
	if text[i] == '%' {
		if c, ok := hexByte(text, i+1); ok {
			return c, 3
		}
	}
	return text[i], 1
}

// hexByte reads two hex digits that mean an ASCII character.
func hexByte(text string, i int) (byte, bool) {
	if i+2 > len(text) {
		return 0, false
	}
	n, err := strconv.ParseUint(text[i:i+2], 16, 7)
	return byte(n), err == nil
}

// skipSpace skips white space, also as the escapes \n, \r and \t and as the +
// of a form.
func skipSpace(text string, i int) int {
	for i < len(text) {
		c, width := charAt(text, i)
		switch c {
		case ' ', '\t', '\r', '\n', '+':
			i += width
			continue
		case '\\':
			j := i
			for j < len(text) && text[j] == '\\' {
				j++
			}
			if j < len(text) && (text[j] == 'n' || text[j] == 'r' || text[j] == 't') {
				i = j + 1
				continue
			}
		}
		return i
	}
	return i
}

// skipQuote skips a quote with the backslashes before it, if there is one.
func skipQuote(text string, i int) (after int, ok bool) {
	for j := i; j < len(text); {
		c, width := charAt(text, j)
		j += width
		switch c {
		case '\\':
		case '"', '\'':
			return j, true
		default:
			return i, false
		}
	}
	return i, false
}

// stringEnd returns where a string ends whose opening quote has depth
// backslashes before it: 0 in JSON, 1 in JSON that stands in a JSON string, 3
// one deeper. A string that was cut off ends with the text.
func stringEnd(text string, i int, quote byte, depth int) int {
	backslashes := 0
	for ; i < len(text); i++ {
		switch c := text[i]; c {
		case '\\':
			backslashes++
			continue
		case quote, '"':
			// With 2*depth+1 backslashes it is a quote inside the string. With
			// any other number, this string ends here or one around it does.
			if backslashes%(2*depth+2) != 2*depth+1 {
				return i - min(backslashes, depth)
			}
		}
		backslashes = 0
	}
	return i
}

// codedEnd returns where a string ends whose quotes are spelled %22 or \u0022.
func codedEnd(text string, i int, quote byte) int {
	escaped := false
	for i < len(text) {
		c, width := charAt(text, i)
		switch {
		case c == quote && width > 1 && !escaped, c == '"' && width == 1:
			return i
		}
		escaped = c == '\\'
		i += width
	}
	return i
}
