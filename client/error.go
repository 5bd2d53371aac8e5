package client

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// ErrNoTokens is returned by calls that need an access token where the client
// was made without a source of them.
var ErrNoTokens = said.Errorf("the call needs an access token: make the client with WithCredentials or WithTokenSource")

// ErrTooLarge is returned for a file or a body that is over its limit, before
// anything is sent.
var ErrTooLarge = said.Errorf("too large")

// TransportError is a call that got no whole answer. What it wraps tells why:
// a refused connection, a context that ended, a certificate.
type TransportError struct {
	Method string
	// URL is the called address without its query, where the token is.
	URL string
	Err error

	// unsent says that no connection was had: nothing was sent.
	unsent bool
}

func (e *TransportError) Error() string {
	return weixin.Printable(e.Method + " " + e.URL + ": " + e.Err.Error())
}

func (e *TransportError) Unwrap() error { return e.Err }

// Timeout reports whether time ran out.
func (e *TransportError) Timeout() bool {
	var timeout net.Error
	return errors.As(e.Err, &timeout) && timeout.Timeout()
}

// AnswerError is an answer that is not one of Weixin's: a proxy's error page,
// a redirect, text where JSON belongs.
type AnswerError struct {
	Method string
	// URL is the called address without its query.
	URL string
	// Status is the HTTP status.
	Status int
	// Reason says what is wrong with the answer.
	Reason string
	// Excerpt is the beginning of the body on one line, "" if there is none.
	Excerpt string
}

func (e *AnswerError) Error() string {
	text := fmt.Sprintf("%s %s: %s (HTTP %d %s)", e.Method, e.URL, e.Reason, e.Status, http.StatusText(e.Status))
	if e.Excerpt != "" {
		text += ": " + e.Excerpt
	}
	return weixin.Printable(text)
}

// noTokenError is a call that was not sent, because there is no token for it.
type noTokenError struct{ error }

func withoutToken(err error) error {
	return noTokenError{said.Errorf("fetching an access token: %w", err)}
}

func (e noTokenError) Unwrap() error { return e.error }

// transportError forms the error of a request that failed with err. It drops
// the *url.Error of net/http, whose text repeats the URL with its query.
func transportError(req *http.Request, s secrets, err error) *TransportError {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	return &TransportError{Method: req.Method, URL: withoutQuery(req.URL), Err: s.clean(err)}
}

func answerError(resp *http.Response, s secrets, body []byte, reason string) error {
	return &AnswerError{
		Method: resp.Request.Method, URL: withoutQuery(resp.Request.URL), Status: resp.StatusCode,
		Reason: s.redact(reason), Excerpt: excerpt(s.redact(string(body))),
	}
}

func withoutQuery(u *url.URL) string {
	bare := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return bare.String()
}

// excerpt returns the beginning of a text on one line.
func excerpt(text string) string {
	const limit = 200 // bytes
	cut := len(text) > limit
	if cut {
		text = text[:limit]
	}
	text = strings.Join(strings.Fields(weixin.Printable(text)), " ")
	if cut {
		text += " …"
	}
	return text
}
