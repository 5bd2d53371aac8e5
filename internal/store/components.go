package store

import (
	"context"
	"crypto/sha256"
	"time"
)

// KindComponent is the Kind of an account that is a third-party platform's.
const KindComponent = "component"

// Component is a third-party platform. Its name, secret, IP list and quotas
// are those of the Account with its app id, whose Kind is KindComponent.
type Component struct {
	AppID string
	// Name is the account's.
	Name string
	// EventURL is where authorization events are pushed; "" for nowhere.
	EventURL string
	// MessageURL is where messages and events of its accounts are pushed, with
	// AppIDPlace for the app id of each; "" for nowhere.
	MessageURL string
	// Token signs pushes.
	Token string
	// EncodingAESKey encrypts pushes: 43 letters and digits.
	// PreviousEncodingAESKey is the one before, "" if there was none.
	EncodingAESKey, PreviousEncodingAESKey string
	// RedirectDomain is the host, with a port if it has one, to which the
	// authorization page may lead.
	RedirectDomain string
	// PermissionSets are those that the platform asks for.
	PermissionSets []int
	// PushTickets is set once the platform asked for tickets.
	PushTickets bool
	// TicketAt is when the newest ticket was made; zero before the first.
	TicketAt time.Time
}

// CodeKind says what a Code is for.
type CodeKind string

// The kinds of codes.
const (
	CodeTicket  CodeKind = "ticket"
	CodePreAuth CodeKind = "preauth"
	CodeAuth    CodeKind = "auth"
)

// AppIDPlace stands in a Component's MessageURL where an account's app id goes.
const AppIDPlace = "$APPID$"

// Code is a ticket, a pre-authorization code or an authorization code of a
// platform. The code itself is not kept.
type Code struct {
	// AppID is the platform's.
	AppID string
	Hash  Hash
	Kind  CodeKind
	// Authorizer is the account that an authorization code speaks for.
	Authorizer string
	ExpiresAt  time.Time
	// UsedAt is when it was used up; zero before. UsedFrom is the address that
	// did so, "" if none is known.
	UsedAt   time.Time
	UsedFrom string
}

// AuthorizationState says whether an authorization holds.
type AuthorizationState string

// The states of an authorization. The zero value says that there never was one.
const (
	AuthorizationNone      AuthorizationState = ""
	AuthorizationGranted   AuthorizationState = "granted"
	AuthorizationWithdrawn AuthorizationState = "withdrawn"
	// AuthorizationVoid is one whose tokens died because the account's password
	// was changed. It has to be granted again.
	AuthorizationVoid AuthorizationState = "void"
)

// Authorization is what an account grants a platform.
type Authorization struct {
	// AppID is the account's, Component the platform's.
	AppID, Component string
	State            AuthorizationState
	// PermissionSets are those that are granted, in ascending order.
	PermissionSets []int
	// Salt is what the refresh token is derived with.
	Salt []byte
	// RefreshHash is the hash of the refresh token that was handed out last for
	// an authorization code; zero before, and RefreshSeeded where it was declared
	// as handed out.
	RefreshHash Hash
	// AuthorizedAt is when the account granted it, ChangedAt when it last
	// changed.
	AuthorizedAt, ChangedAt time.Time
}

// RefreshSeeded is the RefreshHash of an authorization that was declared with
// its refresh token handed out, without the token. It is the hash of the empty
// text, which is nobody's token.
func RefreshSeeded() Hash { return sha256.Sum256(nil) }

// Decision is what a rule about a platform decides. What is nil stays as it
// is.
type Decision struct {
	// Component replaces the platform's PushTickets and TicketAt.
	Component *Component
	// Authorization replaces the authorization.
	Authorization *Authorization
	// UseCode sets the UsedAt of the code that the rule was given, and UseFrom
	// its UsedFrom.
	UseCode time.Time
	UseFrom string
	// Minted is a code to add.
	Minted *Code
	// Deliveries are the events to deliver, in order.
	Deliveries []Delivery
}

// Standing is what a rule about a platform is given.
type Standing struct {
	Component Component
	// Authorization has only its app ids if there never was one.
	Authorization Authorization
	// Code is the code that was asked for; its Kind is "" if there is none.
	Code Code
}

// Components is the port for third-party platforms and what accounts grant
// them.
type Components interface {
	// Component returns the platform, or ErrNotFound.
	Component(ctx context.Context, appID string) (Component, error)
	// Components returns up to limit platforms whose app id is greater than
	// after, in order.
	Components(ctx context.Context, after string, limit int) ([]Component, error)
	// Code returns the platform's code of a hash, or ErrNotFound.
	Code(ctx context.Context, component string, hash Hash) (Code, error)
	// Authorization returns what an account grants a platform, or ErrNotFound.
	Authorization(ctx context.Context, appID, component string) (Authorization, error)
	// Authorizations returns up to limit authorizations of a platform that are
	// granted, by app id, from the offset on, and how many there are in all.
	Authorizations(ctx context.Context, component string, offset, limit int) (list []Authorization, total int, err error)
	// GrantedBy returns what an account grants platforms, in the order of their app ids.
	GrantedBy(ctx context.Context, appID string) ([]Authorization, error)
	// Candidates returns up to limit accounts of the kinds that Weixin has not
	// barred, in the order of their app ids. Their secrets are left out.
	Candidates(ctx context.Context, kinds []string, limit int) ([]Account, error)
	// DropCodes deletes up to limit codes that expired before the time and
	// returns how many it deleted.
	DropCodes(ctx context.Context, expiredBefore time.Time, limit int) (int, error)
}

// ComponentSeed is one platform to declare.
type ComponentSeed struct {
	Account   Account
	Component Component
}
