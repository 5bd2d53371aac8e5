package wxastoretest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"

	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// state is what outlives a restart. It lies in memory.
type state struct {
	store   *keptStore
	journal *callJournal
	blobs   *blobmem.Blobs
}

func openState(ctx context.Context, log *slog.Logger) (*state, error) {
	first, err := firstState()
	if err != nil {
		return nil, err
	}
	blobs := new(blobmem.Blobs)
	if _, _, err := blobs.Put(ctx, bytes.NewReader(first.picture)); err != nil {
		return nil, err
	}
	db, err := sqlstore.Open(ctx, sqlite.Copy(first.image), log)
	if err != nil {
		return nil, err
	}
	return &state{store: keep(db, seed.DemoAppID), journal: &callJournal{log: log}, blobs: blobs}, nil
}

// beginning is the state that every server begins with: the demo's account.
type beginning struct {
	image   sqlite.Image
	picture []byte
}

// firstState is made once in a process. Its records are from the first moment
// that a clock can show, so that they are never from the future.
var firstState = sync.OnceValues(func() (first beginning, err error) {
	ctx, blobs := context.Background(), new(blobmem.Blobs)
	first.image, err = sqlite.NewImage(ctx, func(source sqldb.Source) (io.Closer, error) {
		s, err := sqlstore.Open(ctx, source, slog.New(slog.DiscardHandler))
		if err != nil {
			return nil, err
		}
		if err := (seed.Loader{Store: s, Blobs: blobs, Now: clock.Earliest()}).Demo(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		m, err := s.Merchant(ctx, seed.DemoAppID)
		if err == nil {
			first.picture, err = (&state{blobs: blobs}).content(ctx, m.Headimg)
		}
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		return s, nil
	})
	return first, err
})

func (s *state) close() error { return errors.Join(s.journal.release(), s.store.Store.Close()) }

// content reads a blob; nil is that of none.
func (s *state) content(ctx context.Context, h store.Hash) ([]byte, error) {
	if h.IsZero() {
		return nil, nil
	}
	blob, err := s.blobs.Open(ctx, h)
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	return io.ReadAll(blob)
}

// logger is the service's log.
func (s settings) logger() *slog.Logger {
	if s.log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.log
}
