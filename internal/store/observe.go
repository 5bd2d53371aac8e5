package store

// Changed names a record that a write has changed, or may have.
type Changed struct {
	// Table is what the record is: accounts (its tokens included), merchants,
	// components (what accounts grant them included), reviews, places, faults or deliveries (those that
	// were queued; whose they are is not told).
	Table string
	// AppID is whose it is; "" if it is not an account's, or all may have changed.
	AppID string
}

// Observed tells of changes.
type Observed interface {
	// Observe has f called with what the writes of this store change, after each
	// commit and before its writes return. Changes of another table, and of other
	// services with the same database, are not told. f must not wait.
	Observe(f func([]Changed))
}
