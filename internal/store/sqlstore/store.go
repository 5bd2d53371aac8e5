package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/wxastore/wxastore/internal/store"
)

// Store is a store.Store in an SQL database.
type Store struct {
	engine Engine
	reader *reader
	writer *writer
	close  func() error
}

var _ store.Store = (*Store)(nil)

// New brings the engine's schema up to date and starts the store. It takes
// over the engine: if it fails, the engine is closed.
//
// It refuses a database whose schema is newer than this program.
func New(ctx context.Context, engine Engine, log *slog.Logger) (*Store, error) {
	if err := migrate(ctx, engine.Writer, engine.Dialect); err != nil {
		return nil, errors.Join(append([]error{err}, engine.close()...)...)
	}
	s := &Store{engine: engine}
	s.reader = &reader{db: engine.Reader}
	s.writer = newWriter(&s.engine, log)
	s.close = sync.OnceValue(func() error {
		errs := []error{s.writer.close(), s.reader.close()}
		return errors.Join(append(errs, s.engine.close()...)...)
	})
	return s, nil
}

// Close waits for the writes that are queued and under way and closes the
// database. Writes that come later return store.ErrClosed, as reads do. A
// second Close waits for the first and returns what it returned.
func (s *Store) Close() error { return s.close() }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if _, err := s.reader.row(ctx, "SELECT 1", nil, &one); err != nil {
		return fmt.Errorf("store: ping: %w", err)
	}
	return nil
}

// IntegrityCheck examines the whole database and reports damage. It takes time
// in proportion to the database's size.
func (s *Store) IntegrityCheck(ctx context.Context) error {
	if s.engine.Check == nil {
		return errors.New("store: this database has no integrity check")
	}
	if err := s.engine.Check(ctx); err != nil {
		return fmt.Errorf("store: integrity check: %w", err)
	}
	return nil
}

// write runs a function inside the writer. The error of a rule comes back as
// it is, any other says what was being done and to what.
func (s *Store) write(ctx context.Context, doing, what string, run func(context.Context, *tx) error) error {
	err := s.writer.do(ctx, run)
	if err == nil {
		return nil
	}
	if rule, ok := errors.AsType[ruleError](err); ok {
		return rule.err
	}
	return fmt.Errorf("store: %s %s: %w", doing, what, err)
}

// ruleError marks an error that a rule returned, until write unpacks it.
type ruleError struct{ err error }

func (e ruleError) Error() string { return e.err.Error() }
