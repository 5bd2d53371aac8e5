package sqlstore

import (
	"context"
	"log/slog"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/wxastore/wxastore/internal/store"
)

// Store is a store.Store in an SQL database.
type Store struct {
	*database
	// probe is the one Ping under way.
	probe singleflight.Group
}

var _ store.Store = (*Store)(nil)

// New brings the engine's schema up to date and starts the store. It takes
// over the engine: if it fails, the engine is closed.
//
// It refuses a database whose schema is newer than this program.
func New(ctx context.Context, engine Engine, log *slog.Logger) (*Store, error) {
	d, err := start(ctx, engine, string(engine.Dialect), log)
	if err != nil {
		return nil, err
	}
	s := &Store{database: d}
	stop, closeAll := s.renew(log), d.close
	d.close = sync.OnceValue(func() error {
		stop()
		return closeAll()
	})
	return s, nil
}
