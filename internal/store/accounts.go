package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Account is one app id: an official account, service account or Mini Program.
type Account struct {
	AppID string
	Name  string
	// Kind is official, service or miniprogram.
	Kind string
	// Individual is set for an account of a natural person.
	Individual bool
	// Irregular is set for an account that Weixin has barred from its API.
	Irregular bool
	// SecretHash is the SHA-256 of the app secret.
	SecretHash Hash
	// SecretFrozen is set while the secret must not be used.
	SecretFrozen bool
	// Original is the account's original id, gh_ and so on, where it is not the one
	// that OriginalID makes.
	Original string
	// Messages are how messages of the account are pushed.
	Messages Messages
	// IPList are the addresses and CIDR blocks that may fetch tokens; empty
	// lets every address.
	IPList []string
	// Quotas are the account's own limits, by interface name, where they are
	// not the page's.
	Quotas map[string]Quota
	// Policy is what the account may do to its store Mini Program.
	Policy Policy
	// TextCoordinates is set where answers have longitude and latitude as strings.
	TextCoordinates bool
	Options         Options
}

// Options are settings of an account that a platform may change, as on the wire: 0 is
// off.
type Options struct{ LocationReport, VoiceRecognize, CustomerService int }

// Messages are the settings of an account's messages and events.
type Messages struct {
	// URL is where they are pushed; "" for nowhere.
	URL string
	// Token signs them.
	Token string
	// EncodingAESKey encrypts them, unless Mode is MessagesPlain: 43 letters and digits.
	// PreviousEncodingAESKey is the one before, "" if there was none.
	EncodingAESKey, PreviousEncodingAESKey string
	Mode                                   MessageMode
}

// MessageMode is the form in which messages are pushed; "" is MessagesPlain.
type MessageMode string

// The forms of messages.
const (
	MessagesPlain MessageMode = "plain"
	// MessagesCompat have both the plain fields and the encrypted message.
	MessagesCompat MessageMode = "compat"
	MessagesSafe   MessageMode = "safe"
)

// OriginalID is the account's original id.
//
//fidelity:choice all event-original | an account that is declared without an original id has one that is made from its app id
func (a Account) OriginalID() string {
	if a.Original != "" {
		return a.Original
	}
	sum := sha256.Sum256([]byte(a.AppID))
	return "gh_" + hex.EncodeToString(sum[:6])
}

// Policy limits the changes of a store Mini Program.
type Policy struct {
	// CategoryBarred is set where the account's category may not have one.
	CategoryBarred bool
	// ForbiddenWords may not stand in an introduction.
	ForbiddenWords []string
	// ModifyPerMonth limits the changes a calendar month; 0 is unlimited.
	ModifyPerMonth int
}

// Accounts is the port for accounts.
type Accounts interface {
	// Account returns the account, or ErrNotFound.
	Account(ctx context.Context, appID string) (Account, error)
	// Accounts returns up to limit accounts that the filter selects: first those
	// whose app id it matches, in the order of their app ids, then those whose
	// name it matches, in the order of their names. next is the After of those
	// that follow, "" if none do. It costs as much as it returns, however many
	// there are. An After that no call returned is a BadCursor.
	Accounts(ctx context.Context, f AccountFilter, limit int) (list []Account, next string, err error)
	// CountAccounts returns how many accounts there are.
	CountAccounts(ctx context.Context) (int, error)
}

// AccountFilter selects accounts. Zero fields select all.
type AccountFilter struct {
	// Search is what the app id or the name begins with.
	Search string
	// After is the next of the call before.
	After string
	// Before selects the last whose app ids are before one. Search and After are not
	// looked at then, and next is "".
	Before string
}

// TokenSeries is one of an account's separate series of tokens, such as "classic"
// and "stable". Its zero value, except for AppID and Kind, is a series that has
// issued nothing.
type TokenSeries struct {
	AppID string
	Kind  string
	// Current is the newest token's hash; zero before the first.
	Current Hash
	// Salt is what the newest token was derived with, where tokens are derived.
	Salt []byte
	// IssuedAt and ExpiresAt are the newest token's.
	IssuedAt, ExpiresAt time.Time
	// Day is the day, as 2006-01-02, that Forced counts.
	Day string
	// Forced counts the forced refreshes of Day.
	Forced int
	// ForcedAt is when a refresh was last forced; zero before the first.
	ForcedAt time.Time
}

// Token is an access token. The token itself is not kept.
type Token struct {
	AppID string
	Hash  Hash
	// Kind is the series'.
	Kind string
	// IssuedAt is when it was fetched.
	IssuedAt time.Time
	// ExpiresAt is the end of its life.
	ExpiresAt time.Time
	// SupersededAt is when it stops working because of a later token; zero
	// while it is the newest or outlives its overlap.
	SupersededAt time.Time
}

// Tokens is the port for access tokens.
type Tokens interface {
	// Bearer returns the token of a hash with its account, or ErrNotFound. It
	// knows what this store has written; what others write to the same database
	// it may know half a second late. The account's lists are not to be changed.
	Bearer(ctx context.Context, appID string, hash Hash) (Token, Account, error)
	// LiveTokens returns up to limit of an account's tokens that work at a time,
	// the newest first.
	LiveTokens(ctx context.Context, appID string, at time.Time, limit int) ([]Token, error)
	// DropTokens deletes up to limit tokens that expired before the time and
	// returns how many it deleted.
	DropTokens(ctx context.Context, expiredBefore time.Time, limit int) (int, error)
}
