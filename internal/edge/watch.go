package edge

import (
	"context"

	"github.com/wxastore/wxastore/internal/journal"
)

// watchKey is the key of a Watch in a context.
type watchKey struct{}

// Watch receives what the journal keeps of the call that is made with its
// context, for code that makes a call in this process.
type Watch struct{ journal.Entry }

// WithWatch returns a context for one call. The Watch is filled before the call
// is answered, also where it ends in a panic that drops the connection.
func WithWatch(ctx context.Context, w *Watch) context.Context {
	return context.WithValue(ctx, watchKey{}, w)
}

func watchOf(ctx context.Context) *Watch {
	w, _ := ctx.Value(watchKey{}).(*Watch)
	return w
}
