package edge

import (
	"net/http"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// What is decided here holds for every request, whatever interface it calls: by
// which path an interface is found, how the length of a body has to be given, and
// under which type JSON is answered.

// plainType is that of JSON answers where a page says so.
const plainType = "text/plain"

// contentType is that of every other JSON answer.
//
//fidelity:observed all answer-type | `application/json; encoding=utf-8` | an issue of an SDK prints it, 2016; so does a community post of 2024
//fidelity:observed uploadtempmedia,getmedia answer-type | JSON comes as `text/plain`: the success and 41005 of an upload, errors and a video's address of a download | issues of four SDKs and clients, 2014 to 2026
//fidelity:observed uploadimage answer-type | `text/plain` | clients that had to be told
//fidelity:choice uploadtempmedia,getmedia,uploadimage answer-type | also errors that come before the rule
//fidelity:official all cors | no CORS header | the pages: for servers only
const contentType = "application/json; encoding=utf-8"

// answerType is the Content-Type of a page's JSON answers.
func answerType(page *weixin.Page) string {
	if page.PlainText {
		return plainType
	}
	return contentType
}

// routePath is the path by which an interface is looked for: that of the URL,
// whose leading slashes count as one.
//
//fidelity:inferred all path-slashes | further slashes at the beginning are left out: `//wxa/…` is `/wxa/…` | an older page of message/mass/delete prints `//cgi-bin/…`, and clients of it call so
//fidelity:observed all path-slash-at-end | 40066 | blog, 2017: a client that adds one
//fidelity:choice all path-slashes | doubled elsewhere: 40066
//fidelity:differs a path whose first part is not the API's | HTTP 404 with an empty body was seen for `/cgi-binmessage/…` (an issue of an SDK, 2017) | 40066, as for every path without an interface | it says what is wrong
//fidelity:differs `//` at the beginning of a path | an SDK's users saw 404 (2025), through a base address that may have been a proxy's | the same as `/` | an older page prints it, clients send it
func routePath(path string) string {
	for strings.HasPrefix(path, "//") {
		path = path[1:]
	}
	return path
}

// folder is the first folder of a path, with a slash at both ends.
func folder(path string) string {
	if path == "" {
		return ""
	}
	return path[:strings.IndexByte(path[1:], '/')+2]
}

// checkLength refuses a body without a Content-Length.
//
//fidelity:observed all chunked | a body without Content-Length: HTTP 412 with an empty body, before anything else is looked at | issues about five JSON interfaces and media/upload; one names a proxy in front as the cause
//fidelity:choice all chunked | over HTTP/2, too: who streams there, streams over HTTP/1.1
//fidelity:choice all no-body | neither Content-Length nor Transfer-Encoding: an empty body, 44002 where one is needed
func (a *API) checkLength(r *http.Request) error {
	if r.ContentLength >= 0 || a.acceptChunked {
		return nil
	}
	return statusError{http.StatusPreconditionFailed, "the body came without a Content-Length (Transfer-Encoding: chunked): send its length"}
}
