package said

import "fmt"

// Error is an error with the key of its translation.
type Error struct {
	error

	format string
	args   []any
}

// Errorf returns an error as fmt.Errorf does. The format is a constant.
func Errorf(format string, args ...any) error {
	return &Error{fmt.Errorf(format, args...), format, args}
}

// Whole is an error as one of this package. What is none is a part of it.
func Whole(err error) *Error {
	if whole, ok := err.(*Error); ok { //nolint:errorlint // a sentence inside it would be less
		return whole
	}
	return &Error{err, "%w", []any{err}}
}

func (e *Error) Unwrap() error { return e.error }

// Sentence returns the format and what stands in it.
func (e *Error) Sentence() (format string, args []any) { return e.format, e.args }

// Text is a whole sentence that is declared elsewhere: it is its own key.
type Text string

func (t Text) Error() string { return string(t) }

// Sentence returns the text.
func (t Text) Sentence() (format string, args []any) { return string(t), nil }
