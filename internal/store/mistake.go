package store

import "fmt"

// Sentence is an error that can be said in another language: by its format and what
// stands in it.
type Sentence interface {
	error
	Sentence() (format string, args []any)
}

// Asked is a Sentence for the one who asked: what is wrong is what was asked for. Any
// other error is the service's own.
type Asked interface {
	Sentence
	Asked()
}

// Mistake says what is wrong with what was asked for: it is the
// asker's, not the service's. What stands in its sentence is kept apart from it,
// so that it can be said in another language.
type Mistake struct {
	said   error
	format string
	args   []any
}

// Mistakef returns a Mistake. The format is as fmt.Errorf has it, and a constant:
// translations are found by it.
func Mistakef(format string, args ...any) Mistake {
	return Mistake{fmt.Errorf(format, args...), format, args}
}

// Error is the sentence in English.
func (m Mistake) Error() string { return m.said.Error() }

// Unwrap returns the error with what it wraps.
func (m Mistake) Unwrap() error { return m.said }

// Asked marks it as the asker's.
func (m Mistake) Asked() {}

// Sentence returns the format of the sentence and what stands in it. An argument
// may be a Mistake itself.
func (m Mistake) Sentence() (format string, args []any) { return m.format, m.args }
