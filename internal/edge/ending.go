package edge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
)

// maxReason is how many bytes of a reason are kept.
const maxReason = 500

// hungUp reports whether an error is that of a call whose client is gone: it got
// no further, and there is no one to answer.
func (c *Call) hungUp(err error) bool {
	if err == nil || !c.gone {
		return false
	}
	_, refused := errors.AsType[*Refusal](err)
	_, injected := errors.AsType[faultError](err)
	_, status := errors.AsType[statusError](err)
	return !refused && !injected && !status
}

// reason says in a few words why the call failed; "" if it
// was.
func (c *Call) reason(err error, took time.Duration) string {
	if !c.gone {
		return c.cause(err)
	}
	text := fmt.Sprintf("the client hung up after %d ms", took.Milliseconds())
	switch {
	case c.waited && errors.Is(err, context.Canceled):
		return text + ", while fault " + c.fault.ID + " made it wait"
	case c.hungUp(err):
		return text
	}
	text += ", before its answer could be sent"
	if cause := c.cause(err); cause != "" {
		text += ": " + cause
	}
	return text
}

// cause is the part of an error that is kept with the call. The log has all of it.
func (c *Call) cause(err error) string {
	if err == nil {
		if c.status == http.StatusInternalServerError {
			return "the answer could not be encoded"
		}
		return ""
	}
	text := err.Error()
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		text = refusal.Reason
	}
	if status, ok := errors.AsType[statusError](err); ok {
		text = status.reason
	}
	text, _, _ = strings.Cut(text, "\n") // a panic's stack follows
	return journal.Shorten(text, maxReason)
}
