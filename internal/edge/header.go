package edge

import (
	"net/http"
	"slices"
	"strings"
)

// What is kept of the headers of a request.
const (
	maxHeaderLines = 4 << 10
	maxHeaderValue = 500
)

// headerLines are the headers of a request as the journal has them: a line each,
// sorted, without credentials, and without the User-Agent, which
// is kept by itself.
func headerLines(r *http.Request) string {
	var few [16]string // no allocation for most requests
	names := few[:0]
	size := len("Host: \n") + len(r.Host)
	for name, values := range r.Header {
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
			lines.WriteString(cut(value, maxHeaderValue))
		default:
			lines.WriteString(value)
		}
		lines.WriteByte('\n')
	}
	add("Host", r.Host)
	for _, name := range names {
		if name == "User-Agent" {
			continue
		}
		for _, value := range r.Header[name] {
			add(name, value)
		}
	}
	for _, coding := range r.TransferEncoding {
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
