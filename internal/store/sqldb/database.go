package sqldb

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/wxastore/wxastore/internal/said"
)

// Database is an engine at work.
type Database struct {
	engine Engine
	schema *Schema
	traits traits
	reader *reader
	writer *writer
	close  func() error
	// probe is the one Ping under way.
	probe singleflight.Group
}

// Open brings the schema of a source's database up to date and starts its
// writer. A nil observer is none.
//
// It refuses a database whose schema is newer than this program.
func Open(ctx context.Context, source Source, schema *Schema, observer Observer, log *slog.Logger) (*Database, error) {
	engine, err := source.Open(ctx, schema, log)
	if err != nil {
		return nil, err
	}
	if !engine.Migrated {
		_, err = migrate(ctx, &engine, schema)
	}
	if err == nil && engine.Ready != nil {
		err = engine.Ready()
	}
	if err != nil {
		return nil, errors.Join(append([]error{err}, engine.close()...)...)
	}
	if observer == nil {
		observer = unobserved{}
	}
	d := &Database{engine: engine, schema: schema, traits: engine.Dialect.traits()}
	d.writer = newWriter(&d.engine, &d.traits, schema, observer, log)
	d.reader = &reader{engine: &d.engine, traits: &d.traits, session: &d.writer.session}
	d.close = sync.OnceValue(func() error {
		errs := []error{d.writer.close(), d.reader.close()}
		return errors.Join(append(errs, d.engine.close()...)...)
	})
	return d, nil
}

// unobserved ignores all.
type unobserved struct{}

func (unobserved) Begin(context.Context, *Tx, []*Write) error { return nil }
func (unobserved) Flush(context.Context, *Tx) error           { return nil }
func (unobserved) RolledBack()                                {}
func (unobserved) Ended()                                     {}

// Shared is how long a cached row may be used where other processes write to the
// same database; 0 where none does.
func (d *Database) Shared() time.Duration { return d.engine.Shared }

// Arrays reports whether a parameter may be an array.
func (d *Database) Arrays() bool { return d.traits.arrays }

// Locks reports whether others may write at the same time.
func (d *Database) Locks() bool { return d.traits.locks }

// Close waits for the writes that are queued and under way and closes the
// database. Writes that come later return store.ErrClosed, as reads do. A
// second Close waits for the first and returns what it returned.
func (d *Database) Close() error { return d.close() }

// IntegrityCheck examines the whole database and reports damage. It takes time
// in proportion to the database's size.
func (d *Database) IntegrityCheck(ctx context.Context) error {
	if d.engine.Check == nil {
		return said.Errorf("store: this database has no integrity check")
	}
	if err := d.engine.Check(ctx); err != nil {
		return said.Errorf("store: integrity check: %w", err)
	}
	return nil
}

// Write runs a function inside the writer and returns once it is committed. The
// error of a Rule comes back as it is, any other says what was being done.
func (d *Database) Write(ctx context.Context, w *Write) error {
	err := d.writer.do(ctx, w)
	if err == nil {
		return nil
	}
	if rule, ok := errors.AsType[Refused](err); ok {
		return rule.error
	}
	return said.Errorf("store: %s %s: %w", w.Doing, w.What, err)
}

// Refused marks an error of a write that is to come back as it is.
type Refused struct{ error }

// Refuse returns a Refused.
func Refuse(err error) Refused { return Refused{err} }
