package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
)

// database is an engine at work: what the store and the journal have in
// common.
type database struct {
	engine Engine
	reader *reader
	writer *writer
	close  func() error
}

// start brings the engine's schema up to date with the files of a folder and
// starts its writer. If it fails, the engine is closed.
func start(ctx context.Context, engine Engine, folder string, log *slog.Logger) (*database, error) {
	if !engine.Migrated {
		if err := migrate(ctx, engine.Writer, engine.Dialect, folder); err != nil {
			return nil, errors.Join(append([]error{err}, engine.close()...)...)
		}
	}
	d := &database{engine: engine}
	d.writer = newWriter(&d.engine, log)
	d.reader = &reader{db: engine.Reader, session: &d.writer.session}
	d.close = sync.OnceValue(func() error {
		errs := []error{d.writer.close(), d.reader.close()}
		return errors.Join(append(errs, d.engine.close()...)...)
	})
	return d, nil
}

// Close waits for the writes that are queued and under way and closes the
// database. Writes that come later return store.ErrClosed, as reads do. A
// second Close waits for the first and returns what it returned.
func (d *database) Close() error { return d.close() }

// Ping reports whether the database answers.
func (d *database) Ping(ctx context.Context) error {
	var one int
	if _, err := d.reader.row(ctx, "SELECT 1", nil, &one); err != nil {
		return fmt.Errorf("store: ping: %w", err)
	}
	return nil
}

// IntegrityCheck examines the whole database and reports damage. It takes time
// in proportion to the database's size.
func (d *database) IntegrityCheck(ctx context.Context) error {
	if d.engine.Check == nil {
		return errors.New("store: this database has no integrity check")
	}
	if err := d.engine.Check(ctx); err != nil {
		return fmt.Errorf("store: integrity check: %w", err)
	}
	return nil
}

// write runs a function inside the writer. The error of a rule comes back as
// it is, any other says what was being done and to what.
func (d *database) write(ctx context.Context, doing, what string, run func(context.Context, *tx) error) error {
	err := d.writer.do(ctx, run)
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
