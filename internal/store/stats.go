package store

// WriteStats counts a store's work since it was opened.
type WriteStats struct {
	// Commits is how many commits were made, Writes how many writes were in
	// them.
	Commits, Writes uint64
	// Sizes counts commits by how many writes shared them: the one of index i
	// those of at most 2 to the power of i and not in the one before; the last
	// one all others.
	Sizes [10]uint64
	// Statements is how many statements were run, those that begin and end
	// transactions left out.
	Statements uint64
	// Queued is how many writes wait now.
	Queued int
}

// Measured is a store that counts its writes.
type Measured interface {
	WriteStats() WriteStats
}
