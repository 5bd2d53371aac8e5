package client

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// connection is what net/http says of the connection of one request. Another transport
// may say nothing.
type connection struct{ wanted, had atomic.Bool }

// trace returns a context in which a request says it.
func (c *connection) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { c.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { c.had.Store(true) },
	})
}

// failed reports whether a connection was wanted and not had: nothing was sent.
func (c *connection) failed() bool { return c.wanted.Load() && !c.had.Load() }
