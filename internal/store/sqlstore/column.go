package sqlstore

import (
	"encoding/json"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// column is a column of a table with where its value is in a record.
type column[T any] struct {
	store.Column
	// indexed is set if an index other than the key holds it.
	indexed bool
	// get is the value as a parameter: nil for none, bytes, or a pointer to a value in
	// the form that store.ColumnKind says, which costs no copy where the record has
	// that form.
	get func(*T) any
	// dest is where it is scanned to.
	dest func(*T) any
	// same reports whether two records have the same value.
	same func(a, b *T) bool
	// normalize, if not nil, makes a value what it would be read as.
	normalize func(*T)
}

// since is a column that a later migration has added, with the DEFAULT that it has
// in rows which were there, and in copies made before.
func (c column[T]) since(byDefault any) column[T] {
	c.Added, c.Default = true, byDefault
	return c
}

func (c column[T]) inIndex() column[T] {
	c.indexed = true
	return c
}

func newColumn[T any, V comparable](name string, kind store.ColumnKind, in func(*T) *V, get func(*V) any) column[T] {
	return column[T]{
		Column: store.Column{Name: name, Kind: kind},
		get:    func(t *T) any { return get(in(t)) },
		dest:   func(t *T) any { return in(t) },
		same:   func(a, b *T) bool { return *in(a) == *in(b) },
	}
}

// pointer points to a value as a P, itself if that is its type.
func pointer[P, V any](v *V, convert func(V) P) any {
	if p, ok := any(v).(*P); ok {
		return p
	}
	p := convert(*v)
	return &p
}

func text[T any, S ~string](name string, in func(*T) *S) column[T] {
	return newColumn(name, store.ColumnText, in, func(v *S) any { return pointer(v, func(v S) string { return string(v) }) })
}

func integer[T any, I ~int | ~int64](name string, in func(*T) *I) column[T] {
	return newColumn(name, store.ColumnInteger, in, func(v *I) any { return pointer(v, func(v I) int64 { return int64(v) }) })
}

func boolean[T any](name string, in func(*T) *bool) column[T] {
	return newColumn(name, store.ColumnBoolean, in, func(v *bool) any { return v })
}

func realNumber[T any](name string, in func(*T) *float64) column[T] {
	return newColumn(name, store.ColumnReal, in, func(v *float64) any { return v })
}

// hash is a column of a hash that is always there, someHash of one that may be
// "none".
func hash[T any](name string, in func(*T) *store.Hash) column[T] {
	c := newColumn(name, store.ColumnHash, in, func(v *store.Hash) any { return v[:] })
	c.dest = func(t *T) any { return hashColumn{in(t)} }
	return c
}

func someHash[T any](name string, in func(*T) *store.Hash) column[T] {
	c := hash(name, in)
	c.Null = true
	c.get = func(t *T) any {
		if h := in(t); !h.IsZero() {
			return h[:]
		}
		return nil
	}
	return c
}

func moment[T any](name string, in func(*T) *time.Time) column[T] {
	c := newColumn(name, store.ColumnInteger, in, func(v *time.Time) any { return pointer(v, time.Time.UnixMilli) })
	c.dest = func(t *T) any { return timeColumn{in(t)} }
	c.same = func(a, b *T) bool { return in(a).Equal(*in(b)) }
	c.normalize = func(t *T) { *in(t) = readTime(in(t).UnixMilli()) }
	return c
}

func microseconds[T any](name string, in func(*T) *time.Duration) column[T] {
	c := newColumn(name, store.ColumnInteger, in, func(v *time.Duration) any { return pointer(v, time.Duration.Microseconds) })
	c.dest = func(t *T) any { return microsecondColumn{in(t)} }
	c.normalize = func(t *T) { *in(t) = in(t).Truncate(time.Microsecond) }
	return c
}

// salt is a column of bytes that may be missing, content of some that are there.
func salt[T any](name string, in func(*T) *[]byte) column[T] {
	c := content(name, in)
	c.Null = true
	c.get = func(t *T) any {
		if b := *in(t); len(b) > 0 {
			return b
		}
		return nil
	}
	return c
}

func content[T any](name string, in func(*T) *[]byte) column[T] {
	return column[T]{
		Column: store.Column{Name: name, Kind: store.ColumnBytes},
		get: func(t *T) any {
			if b := *in(t); b != nil {
				return b
			}
			return []byte{} // nil would be NULL
		},
		dest: func(t *T) any { return in(t) },
		same: func(a, b *T) bool { return string(*in(a)) == string(*in(b)) },
	}
}

// encoded is a column that holds a value as JSON; an empty one is written as
// empty and read as the zero value.
func encoded[T, V any](name string, kind store.ColumnKind, in func(*T) *V, empty string, size func(V) int) column[T] {
	get := func(t *T) string {
		v := *in(t)
		if size(v) == 0 {
			return empty
		}
		b, _ := json.Marshal(v) // of strings and numbers, which cannot fail
		return string(b)
	}
	return column[T]{
		Column: store.Column{Name: name, Kind: kind},
		get: func(t *T) any {
			text := get(t)
			return &text
		},
		dest: func(t *T) any { return jsonColumn[V]{in(t), empty} },
		same: func(a, b *T) bool { return get(a) == get(b) },
		normalize: func(t *T) {
			if v := in(t); size(*v) == 0 {
				*v = *new(V)
			}
		},
	}
}

func list[T, E any](name string, in func(*T) *[]E) column[T] {
	return encoded(name, store.ColumnList, in, "[]", func(v []E) int { return len(v) })
}

func quotas[T any](name string, in func(*T) *map[string]store.Quota) column[T] {
	return encoded(name, store.ColumnQuotas, in, "{}", func(v map[string]store.Quota) int { return len(v) })
}

// bare is a column that only hand-written statements use.
func bare(name string, kind store.ColumnKind, null bool) column[struct{}] {
	return column[struct{}]{Column: store.Column{Name: name, Kind: kind, Null: null}}
}
