package command

import "fmt"

// UsageError is a command line that cannot be carried out as it is.
type UsageError struct{ error }

// WrongUsage makes an error a UsageError.
func WrongUsage(err error) error { return UsageError{err} }

// Usagef returns a UsageError.
func Usagef(format string, args ...any) error { return UsageError{Errorf(format, args...)} }

func (e UsageError) Unwrap() error { return e.error }

// PrintedError is an error whose JSON is on standard output already.
type PrintedError struct{ error }

// Printed makes an error a PrintedError.
func Printed(err error) error { return PrintedError{err} }

func (e PrintedError) Unwrap() error { return e.error }

// StatusError ends a command that has said all there is to say with an exit status
// of its own.
type StatusError struct{ Status int }

func (e StatusError) Error() string { return fmt.Sprintf("exit status %d", e.Status) }
