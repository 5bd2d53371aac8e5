package edge

import (
	"context"

	"github.com/wxastore/wxastore/weixin"
)

// watchKey is the key of a Watch in a context.
type watchKey struct{}

// Watch is told about the call that is made with its context, for whoever makes
// one in this process.
type Watch struct {
	RID  weixin.RID
	Code weixin.Code
}

// WithWatch returns a context for one call. The Watch is filled when the call
// has been answered, also where it ends in a panic that drops the connection.
func WithWatch(ctx context.Context, w *Watch) context.Context {
	return context.WithValue(ctx, watchKey{}, w)
}

func (c *Call) tell(ctx context.Context, code weixin.Code) {
	if w, ok := ctx.Value(watchKey{}).(*Watch); ok {
		w.RID, w.Code = c.RID, code
	}
}
