package journal

import (
	"net/http"
	"slices"
	"strings"
)

// What is kept of headers.
const (
	maxHeaderLines = 4 << 10
	maxHeaderValue = 500
)

// HeaderLines are the headers of a request or an answer as an Entry has them: a line each,
// sorted, without credentials, and without the User-Agent, which is kept by itself. A
// value that is too long is cut, and what is too much is left out.
func HeaderLines(header http.Header, host string, codings []string) string {
	var few [16]string // no allocation for most requests
	names := few[:0]
	size := len("Host: \n") + len(host)
	for name, values := range header {
		names = append(names, name)
		for _, value := range values {
			size += len(name) + len(value) + len(": \n")
		}
	}
	slices.Sort(names)
	var lines strings.Builder
	lines.Grow(min(size, maxHeaderLines))
	add := func(name, value string) {
		if lines.Len()+len(name)+min(len(value), maxHeaderValue) > maxHeaderLines {
			return
		}
		lines.WriteString(name)
		lines.WriteString(": ")
		switch {
		case isCredential(name):
			scheme, _, two := strings.Cut(value, " ")
			if two && len(scheme) < len("Negotiate ") {
				lines.WriteString(scheme)
				lines.WriteByte(' ')
			}
			lines.WriteString("xxxx")
		case len(value) > maxHeaderValue:
			lines.WriteString(Shorten(value, maxHeaderValue))
		default:
			lines.WriteString(value)
		}
		lines.WriteByte('\n')
	}
	if host != "" {
		add("Host", host)
	}
	for _, name := range names {
		if name == "User-Agent" {
			continue
		}
		for _, value := range header[name] {
			add(name, value)
		}
	}
	for _, coding := range codings {
		add("Transfer-Encoding", coding)
	}
	return lines.String()
}

// isCredential reports whether a header may hold a credential, by its name.
func isCredential(name string) bool {
	switch name { // nearly all there are
	case "Accept", "Accept-Encoding", "Content-Length", "Content-Type", "Connection", "Host":
		return false
	}
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"auth", "cookie", "token", "secret", "ticket", "key", "password", "passwd", "session", "signature", "credential", "jwt"},
		func(part string) bool { return strings.Contains(name, part) })
}
