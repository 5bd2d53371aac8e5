package wxastoretest

import (
	"context"
	"errors"
	"log/slog"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqlstore/sqlite"
)

// state is what outlives a restart. It lies in memory.
type state struct {
	store   store.Store
	journal store.Journal
	blobs   *blobmem.Blobs
}

func openState(ctx context.Context, log *slog.Logger) (*state, error) {
	db, err := sqlite.OpenMemory(ctx, log)
	if err != nil {
		return nil, err
	}
	journal, err := sqlite.OpenMemoryJournal(ctx, log)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &state{store: db, journal: journal, blobs: new(blobmem.Blobs)}, nil
}

func (s *state) close() error { return errors.Join(s.journal.Close(), s.store.Close()) }

// keptStore stays open when the service closes it.
type keptStore struct{ store.Store }

func (keptStore) Close() error { return nil }

// keptJournal stays open when the service closes it.
type keptJournal struct{ store.Journal }

func (keptJournal) Close() error { return nil }

// logger is the service's log.
func (s settings) logger() *slog.Logger {
	if s.log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.log
}
