package client

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
)

// Retryable reports whether the call that ended with err may succeed a little later,
// though nothing else is done: Weixin was busy or the minute's calls are used up, a
// server on the way failed, or there was no whole answer. It does not say that the call
// may be repeated: see MayHaveHappened.
func Retryable(err error) bool {
	var passing interface{ Retryable() bool }
	return errors.As(err, &passing) && passing.Retryable()
}

// MayHaveHappened reports whether the call that ended with err may have done what it was
// to do all the same: there was no answer after it was sent, or one that does not tell.
// A call that was refused, or not sent, has not.
func MayHaveHappened(err error) bool {
	var open interface{ MayHaveHappened() bool }
	return errors.As(err, &open) && open.MayHaveHappened()
}

// Retryable reports whether the call may succeed a little later: not where its caller
// gave it up, nor where the service's certificate was refused.
func (e *TransportError) Retryable() bool {
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](e.Err)
	return !untrusted && !errors.Is(e.Err, context.Canceled)
}

// MayHaveHappened reports whether the call may have reached the service: there was a
// connection, through a proxy and TLS where they are asked for.
func (e *TransportError) MayHaveHappened() bool {
	connecting, ok := errors.AsType[*net.OpError](e.Err)
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](e.Err)
	return !e.unsent && !untrusted && (!ok || connecting.Op != "dial")
}

// Retryable reports whether the HTTP status says that the call may succeed a little
// later.
func (e *AnswerError) Retryable() bool {
	return e.Status >= http.StatusInternalServerError || e.Status == http.StatusTooManyRequests
}

// MayHaveHappened reports whether the HTTP status leaves open what was done.
func (e *AnswerError) MayHaveHappened() bool {
	refused := e.Status >= http.StatusMultipleChoices && e.Status < http.StatusInternalServerError
	return !refused && e.Status != http.StatusServiceUnavailable
}

// MayHaveHappened is false: the call was not sent.
func (noTokenError) MayHaveHappened() bool { return false }
