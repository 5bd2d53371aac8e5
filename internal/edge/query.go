package edge

import (
	"net/url"
	"strings"
)

// query is the raw query of a URL. A call asks for few of its parameters, so
// each is looked for where it is asked for.
type query string

// manyPairs is more pairs than any call has. url.ParseQuery has a limit to
// them, which is its own to know.
const manyPairs = 100

// get returns the first value of a name, "" if there is none. It reads the pairs
// that can be read and leaves out the others, as url.ParseQuery does and clients
// with a loose hand at quoting expect.
func (q query) get(name string) string {
	if strings.Count(string(q), "&") > manyPairs {
		values, _ := url.ParseQuery(string(q))
		return values.Get(name)
	}
	for rest := string(q); rest != ""; {
		var pair string
		pair, rest, _ = strings.Cut(rest, "&")
		if pair == "" || strings.Contains(pair, ";") {
			continue
		}
		key, value, _ := strings.Cut(pair, "=")
		if key, ok := unescape(key); !ok || key != name {
			continue
		}
		if value, ok := unescape(value); ok {
			return value
		}
	}
	return ""
}

// unescape is url.QueryUnescape, which goes over a text byte by byte also where
// nothing is escaped.
func unescape(escaped string) (text string, ok bool) {
	if strings.IndexByte(escaped, '%') < 0 && strings.IndexByte(escaped, '+') < 0 {
		return escaped, true
	}
	text, err := url.QueryUnescape(escaped)
	return text, err == nil
}
