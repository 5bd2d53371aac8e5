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
	engine  Engine
	traits  traits
	reader  *reader
	writer  *writer
	bearers bearers
	close   func() error
}

// start brings the engine's schema up to date with the files of a folder and
// starts its writer. If it fails, the engine is closed.
func start(ctx context.Context, engine Engine, folder string, log *slog.Logger) (*database, error) {
	if !engine.Migrated {
		if _, err := migrate(ctx, engine.Writer, engine.Dialect, folder, engine.AsIs); err != nil {
			return nil, errors.Join(append([]error{err}, engine.close()...)...)
		}
	}
	d := &database{engine: engine, traits: engine.Dialect.traits()}
	d.bearers.life = engine.Shared
	d.writer = newWriter(&d.engine, &d.traits, &d.bearers, log)
	d.reader = &reader{engine: &d.engine, traits: &d.traits, session: &d.writer.session}
	d.close = sync.OnceValue(func() error {
		errs := []error{d.writer.close(), d.reader.close()}
		d.bearers.forget([]string{everyAccount})
		return errors.Join(append(errs, d.engine.close()...)...)
	})
	return d, nil
}

// Close waits for the writes that are queued and under way and closes the
// database. Writes that come later return store.ErrClosed, as reads do. A
// second Close waits for the first and returns what it returned.
func (d *database) Close() error { return d.close() }

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

// write runs a function inside a writer that reads nothing which another could
// change before it is done. The error of a rule comes back as it is, any other
// says what was being done and to what.
func (d *database) write(ctx context.Context, doing, what string, run func(context.Context, *tx) error) error {
	return d.change(ctx, keys{}, doing, what, run)
}

// change is write for a function that must be alone with the records of the
// keys: whatever it reads of them is so until its commit.
func (d *database) change(ctx context.Context, k keys, doing, what string, run func(context.Context, *tx) error) error {
	return d.do(doing, what, &job{ctx: ctx, keys: k, run: run})
}

// do is change for a write that is made.
func (d *database) do(doing, what string, j *job) error {
	err := d.writer.do(j)
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
