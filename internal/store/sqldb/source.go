package sqldb

import (
	"context"
	"log/slog"
)

// Source opens a database.
type Source interface {
	// Open opens it. The schema is brought up to date by the caller that gets the engine,
	// unless the engine says that it is.
	Open(ctx context.Context, schema *Schema, log *slog.Logger) (Engine, error)
}

// SourceFunc is a function as a Source.
type SourceFunc func(ctx context.Context, schema *Schema, log *slog.Logger) (Engine, error)

// Open calls the function.
func (f SourceFunc) Open(ctx context.Context, schema *Schema, log *slog.Logger) (Engine, error) {
	return f(ctx, schema, log)
}

// Open returns the engine: one that is open is a Source, once.
func (e Engine) Open(context.Context, *Schema, *slog.Logger) (Engine, error) { return e, nil }

// Expendable is a Source of a database that may begin again when it is damaged.
type Expendable interface {
	Source
	// Damaged reports whether an error says that the database is damaged.
	Damaged(error) bool
	// SetAside renames the database, which nobody has open, and returns its new
	// name. cause is what was found.
	SetAside(cause error) (name string, err error)
}
