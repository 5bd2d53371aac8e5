package command

// DatabaseError is what a database says when it is opened, or that it says nothing.
type DatabaseError struct{ Err error }

func (e DatabaseError) Error() string { return e.Err.Error() }

// Unwrap returns the database's error.
func (e DatabaseError) Unwrap() error { return e.Err }
