package sqlstore

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// migrations has a folder for each dialect.
//
//go:embed migrations
var migrations embed.FS

// The rows that writes lock, as indexes of the schema's Lockable.
const (
	lockAccounts = iota
	lockTargets
	lockBlobs
	lockFaults
	lockSettings
)

var schema = sqldb.Schema{
	Migrations: migrations,
	Lockable: []sqldb.Lockable{
		lockAccounts: {Table: "accounts", Column: "app_id"},
		lockTargets:  {Table: "push_targets", Column: "app_id"},
		lockBlobs:    {Table: "blobs", Column: "hash", Bytes: true},
		lockFaults:   {Table: "faults", Column: "id"},
		lockSettings: {Table: "settings", Column: "name"},
	},
	Probe: `SELECT 1 FROM settings LIMIT 1`,
}

// Schema is what the store keeps.
func Schema() *sqldb.Schema { return &schema }

// Store is a store.Store in an SQL database.
type Store struct {
	*sqldb.Database
	db     *sqldb.Database
	tokens tokenCache
	close  func() error
	log    *slog.Logger
	// observe is told what writes change.
	observe atomic.Pointer[func([]store.Changed)]

	// What follows belongs to the writer's goroutine.

	unit unit
	// noted is what the writes of a batch may have changed.
	noted []store.Changed
}

var _ store.Store = (*Store)(nil)

// Open opens the store in the database of a source and brings its schema up to
// date.
func Open(ctx context.Context, source sqldb.Source, log *slog.Logger) (*Store, error) {
	s := new(Store)
	db, err := sqldb.Open(ctx, source, &schema, (*observer)(s), log)
	if err != nil {
		return nil, err
	}
	s.Database, s.db = db, db
	s.tokens.life = db.Shared()
	s.log = log
	stopDropping, err := s.dropLeft(ctx, log)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: look for what a restore has left: %w", err), db.Close())
	}
	stop := s.renew(log)
	s.close = sync.OnceValue(func() error {
		stop()
		stopDropping()
		err := db.Close()
		s.tokens.invalidate([]store.Changed{{Topic: store.TopicAccounts}})
		return err
	})
	return s, nil
}

// Close waits for the writes that are queued and under way and closes the
// database. Writes that come later return store.ErrClosed, as reads do. A
// second Close waits for the first and returns what it returned.
func (s *Store) Close() error { return s.close() }

// Observe has f called with what writes change.
func (s *Store) Observe(f func([]store.Changed)) { s.observe.Store(&f) }

// observer is the store as the writer sees it.
type observer Store

func (o *observer) Begin(ctx context.Context, t *sqldb.Tx, writes []*sqldb.Write) error {
	return o.unit.begin(ctx, t, writes)
}

func (o *observer) Flush(ctx context.Context, t *sqldb.Tx) error { return o.unit.flush(ctx, t) }

func (o *observer) RolledBack() { o.unit.rolledBack() }

func (o *observer) Ended() {
	o.unit.ended(!o.db.Arrays())
	o.tokens.invalidate(o.noted)
	if observe := o.observe.Load(); observe != nil && len(o.noted) > 0 {
		(*observe)(o.noted)
	}
	o.noted = o.noted[:0]
}

// write runs a function inside a writer that reads nothing which another could
// change before it is done.
func (s *Store) write(ctx context.Context, doing, what string, run func(context.Context, *sqldb.Tx) error) error {
	return s.change(ctx, nil, doing, what, func(ctx context.Context, t *sqldb.Tx) error {
		// The writes after it in the batch read again what it may have changed.
		defer clear(s.unit.records)
		return run(ctx, t)
	})
}

// change is write for a function that must be alone with the records of the
// keys: whatever it reads of them is so until its commit. If it changes records that
// a store.Tx can read, it has the unit let go of them.
func (s *Store) change(ctx context.Context, keys []store.Key, doing, what string, run func(context.Context, *sqldb.Tx) error) error {
	return s.db.Write(ctx, &sqldb.Write{Doing: doing, What: what, Locks: locksOf(keys), Run: func(ctx context.Context, t *sqldb.Tx) error {
		// It sees what the writes before it have put.
		if err := s.unit.flush(ctx, t); err != nil {
			return err
		}
		s.unit.written = true
		return run(ctx, t)
	}})
}

// locksOf are the locks of some records.
func locksOf(keys []store.Key) (locks []sqldb.Lock) {
	for _, key := range keys {
		if lock, ok := tablesByName[key.Table].lockOf(key); ok {
			locks = append(locks, lock)
		}
	}
	return locks
}
