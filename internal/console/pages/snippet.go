package pages

import (
	"fmt"
	"mime/multipart"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// snippet is a call as a program that makes it again.
type snippet struct{ Language, Code string }

// The environment variables of the programs: tokenName has the access token,
// since that of the call is not kept, and fileName the path of what the
// journal does not have.
const (
	tokenName = "ACCESS_TOKEN"
	fileName  = "FILE"
)

// program is what the programs of all languages have in common.
type program struct {
	method, url string
	// token says that the URL ends with the access token.
	token bool
	// contentType and body are those of a body that the journal has. Where file
	// is set, the body is read from a file.
	contentType, body string
	file              bool
	// upload is the form of an upload, nil for any other call.
	upload *upload
	// note is a line for the user of the program; "" for none.
	note string
}

// upload is a form with a file.
type upload struct {
	// fields come before the file.
	fields [][2]string
	// disposition and contentType are the headers of the file's part; name and
	// filename stand in the first.
	name, filename, disposition, contentType string
}

// snippets are the programs that make a call again. Credentials are masked in
// the journal, so they have to be filled in.
func snippets(base string, c api.Call, table words) ([]snippet, error) {
	p, err := newProgram(base, c, table)
	if err != nil {
		return nil, err
	}
	return []snippet{{"curl", p.curl()}, {"Go", p.golang()}, {"Node", p.node()}, {"Python", p.python()}}, nil
}

func newProgram(base string, c api.Call, table words) (program, error) {
	p := program{method: c.Method}
	p.url, p.token = address(base, c)
	declared, _ := weixin.Find(c.Interface)
	var err error
	switch cut := wasCut.FindStringSubmatch(c.Request); {
	case c.Method == "GET" || c.Method == "HEAD":
	case declared.Body == weixin.MultipartBody:
		p.upload = readUpload(c.Request, declared)
		p.note, err = table.say("snippet.file", fileName)
	case cut != nil:
		p.file, p.contentType = true, bodyType(c.Request, declared)
		p.note, err = table.say("snippet.cut", cut[1], fileName)
	case c.Request != "":
		p.body, p.contentType = c.Request, bodyType(c.Request, declared)
	}
	return p, err
}

// address is the URL of a call without its token, and whether the token is to be
// added to it.
func address(base string, c api.Call) (address string, token bool) {
	var kept []string
	for pair := range strings.SplitSeq(c.Query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil && plain == "access_token" {
			token = true
		} else if pair != "" {
			kept = append(kept, escaped(pair))
		}
	}
	if token {
		kept = append(kept, "access_token=")
	}
	address = base + (&url.URL{Path: c.Path}).EscapedPath()
	if len(kept) > 0 {
		address += "?" + strings.Join(kept, "&")
	}
	return address, token
}

// escaped is a part of a query that every client sends as it is: some change or
// refuse what should have been escaped and was not.
func escaped(query string) string {
	const safe = "!$()*+,-./:;=?@_~"
	var b strings.Builder
	for i := range len(query) {
		switch c := query[i]; {
		case '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', strings.IndexByte(safe, c) >= 0:
			b.WriteByte(c)
		case c == '%' && isEscape(query[i:]):
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// isEscape reports whether a text begins with a percent sign and two digits.
func isEscape(text string) bool {
	if len(text) < 3 {
		return false
	}
	_, err := strconv.ParseUint(text[1:3], 16, 8)
	return err == nil
}

// bodyType is the Content-Type of a body that is not an upload: the journal keeps no
// headers.
func bodyType(body string, d weixin.Declaration) string {
	if text := strings.TrimSpace(body); d.Body == weixin.JSONBody || strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		return "application/json"
	}
	return "application/x-www-form-urlencoded"
}

// recordedForm is what the journal has of an upload: the form's fields that were
// read, and name, type and size of its file.
var recordedForm = regexp.MustCompile(`^\(form with (.*)file ([a-z_]+): ("(?:[^"\\]|\\.)*"), (.*), \d+ bytes\)$`)

// readUpload is the upload that the journal has. Where the service could not read
// the form, it is one that has what the interface asks for.
func readUpload(recorded string, d weixin.Declaration) *upload {
	u := &upload{contentType: "application/octet-stream"}
	for _, p := range d.Params() {
		if p.In == "form" {
			u.name = p.Name
		}
	}
	u.filename = u.name
	if found := recordedForm.FindStringSubmatch(recorded); found != nil {
		u.name = found[2]
		if name, err := strconv.Unquote(found[3]); err == nil {
			u.filename = name
		}
		if found[4] != "" {
			u.contentType = found[4]
		}
		for rest := found[1]; rest != ""; {
			name, after, _ := strings.Cut(rest, ": ")
			quoted, err := strconv.QuotedPrefix(after)
			if err != nil {
				break
			}
			value, _ := strconv.Unquote(quoted) // it is one
			u.fields = append(u.fields, [2]string{name, value})
			rest = strings.TrimPrefix(after[len(quoted):], ", ")
		}
	}
	u.disposition = multipart.FileContentDisposition(u.name, u.filename)
	return u
}
