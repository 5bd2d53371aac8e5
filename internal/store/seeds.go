package store

// Seed is one account to declare, with its store Mini Program if it has one.
type Seed struct {
	Account Account
	// Merchant is added if the account has none yet. Its Headimg must be the
	// hash of a blob whose bytes are there.
	Merchant *Merchant
	// Review is how far the application is of a Merchant that is added and is not
	// approved; nil for in review.
	Review *Review
	// Rules are how the account's reviews are decided.
	Rules []ReviewRule
	// Shops are added where they are not there yet. Cards replace what is there.
	Shops []ShopSeed
	Cards []Card
}

// ShopSeed is a store to declare; Old puts it into the list of the old plug-in.
type ShopSeed struct {
	Shop
	Old bool
}
