package store

// Topic is what a record that has changed is about.
type Topic string

// The topics.
const (
	// TopicAccounts are accounts and their tokens.
	TopicAccounts Topic = "accounts"
	// TopicMerchants are store Mini Programs.
	TopicMerchants Topic = "merchants"
	// TopicComponents are third-party platforms and what accounts grant them; the app id
	// is the platform's.
	TopicComponents Topic = "components"
	// TopicReviews are reviews, their rules, and applications.
	TopicReviews Topic = "reviews"
	// TopicShops are stores and cards.
	TopicShops Topic = "shops"
	// TopicPlaces are places of the map, which are nobody's.
	TopicPlaces Topic = "places"
	// TopicFaults are faults, which are nobody's.
	TopicFaults Topic = "faults"
	// TopicDeliveries are events that were queued; whose they are is not told.
	TopicDeliveries Topic = "deliveries"
)

// Changed names a record that a write has changed, or may have.
type Changed struct {
	Topic Topic
	// AppID is whose it is; "" if it is nobody's, or all may have changed.
	AppID string
}

// Observed tells of changes.
type Observed interface {
	// Observe has f called with what the writes of this store change, after each
	// commit and before its writes return. Changes of what has no topic, and of other
	// services with the same database, are not told. f must not wait.
	Observe(f func([]Changed))
}
