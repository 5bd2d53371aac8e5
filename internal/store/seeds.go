package store

import "context"

// Seed is one account to declare, with its store Mini Program if it has one.
type Seed struct {
	Account Account
	// Merchant is added if the account has none yet. Its Headimg must be the
	// hash of a blob whose bytes are there.
	Merchant *Merchant
}

// Seeds is the port for declaring state from outside.
type Seeds interface {
	// Seed declares accounts, in one write: what a seed says of an account
	// replaces what is there; a merchant that is already there stays as it is.
	// It returns how many records it added or changed.
	Seed(ctx context.Context, seeds []Seed) (int, error)
}
