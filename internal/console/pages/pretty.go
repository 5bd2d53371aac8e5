package pages

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxShown is how many bytes of a body are shown.
const maxShown = 64 << 10

// pretty is a body as people read it: JSON is indented, a form has a line for
// each field, all else is as it is.
func pretty(body, contentType string) string {
	if len(body) > maxShown {
		body = strings.ToValidUTF8(body[:maxShown], "") + "\n…"
	}
	var indented bytes.Buffer
	if strings.ContainsAny(body, "{[") && json.Indent(&indented, []byte(body), "", "  ") == nil {
		return indented.String()
	}
	if strings.HasPrefix(contentType, "application/x-www-form-urlencoded") {
		if _, err := url.ParseQuery(body); err == nil {
			return strings.ReplaceAll(body, "&", "\n&")
		}
	}
	if !utf8.ValidString(body) {
		return strings.ToValidUTF8(body, "\ufffd")
	}
	return body
}
