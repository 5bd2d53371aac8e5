package api

import "time"

// The operations on third-party platforms (components).
//
//	curl localhost:8081/api/components
//	curl -X POST localhost:8081/api/components/wxc0123456789abcdef/ticket
//	curl localhost:8081/api/components/wxc0123456789abcdef/authorizations?offset=0&limit=100
//	curl localhost:8081/api/components/wxc0123456789abcdef/authorizations \
//	  -d '{"authorizer_appid":"wx0123456789abcdef","permission_sets":[8,13]}'
//	curl -X DELETE localhost:8081/api/components/wxc0123456789abcdef/authorizations/wx0123456789abcdef
//	curl -X DELETE 'localhost:8081/api/components/wxc0123456789abcdef/authorizations/wx0123456789abcdef?reason=password'
var (
	ListComponents = Declare[ComponentFilter, ComponentList](Operation{
		Method: "GET", Path: "/api/components", Doc: "List the third-party platforms.",
	})
	ShowComponent = Declare[ComponentID, Component](Operation{
		Method: "GET", Path: "/api/components/{appid}", Doc: "Show a third-party platform.",
	})
	PushTicket = Declare[ComponentID, Ticket](Operation{
		Method: "POST", Path: "/api/components/{appid}/ticket", Doc: "Make a ticket and push it.",
	})
	ListAuthorizations = Declare[AuthorizationFilter, AuthorizationList](Operation{
		Method: "GET", Path: "/api/components/{appid}/authorizations", Doc: "List what accounts grant a platform.",
	})
	Authorize = Declare[Grant, AuthCode](Operation{
		Method: "POST", Path: "/api/components/{appid}/authorizations", Doc: "Grant permission sets of an account to a platform.",
	})
	Withdraw = Declare[Withdrawal, None](Operation{
		Method: "DELETE", Path: "/api/components/{appid}/authorizations/{authorizer}", Doc: "Withdraw an authorization.",
	})
)

// ComponentID names a third-party platform.
type ComponentID struct {
	Component string `path:"appid"`
}

// ComponentFilter selects third-party platforms.
type ComponentFilter struct {
	After string `query:"after" help:"Platforms that follow the ones of an answer: its next."`
	Limit int    `query:"limit" default:"1000" min:"1" max:"1000" help:"How many, 1 to 1000; ${default} if it is left out."`
}

// ComponentList are third-party platforms.
type ComponentList struct {
	Components []Component `json:"components"`
	// Next is the "after" of those that follow; absent if none do.
	Next string `json:"next,omitempty"`
}

// Component is a third-party platform. Its secrets and keys are left out.
type Component struct {
	AppID    string `json:"appid"`
	Name     string `json:"name"`
	EventURL string `json:"event_url"`
	// MessageURL is where messages of its accounts are pushed, with $APPID$ for the app
	// id of each.
	MessageURL     string `json:"message_url"`
	RedirectDomain string `json:"redirect_domain"`
	PermissionSets []int  `json:"permission_sets"`
	// PushTickets says that tickets are pushed every 10 minutes.
	PushTickets bool `json:"push_tickets"`
	// TicketAt is when the newest ticket was made; absent before the first.
	TicketAt *time.Time `json:"ticket_at,omitempty"`
}

// Ticket is a ticket that was made.
//
// Pushed says that it is pushed to the platform; without an address for events, this
// answer is all there is.
type Ticket struct {
	Ticket    string `json:"component_verify_ticket"`
	ExpiresIn int    `json:"expires_in"`
	Pushed    bool   `json:"pushed"`
	EventProgress
}

// EventProgress is how far an event has come. Delivered says that its receiver has
// taken it. Otherwise Ahead is how many events that has to take before it, and WaitsFor
// the kind of the one that is tried now, with why its last attempt failed.
type EventProgress struct {
	Delivered bool   `json:"delivered"`
	Ahead     int    `json:"ahead,omitempty"`
	WaitsFor  string `json:"waits_for,omitempty"`
	LastError string `json:"last_error,omitempty"`
}

// AuthorizationFilter selects authorizations of a platform.
type AuthorizationFilter struct {
	ComponentID
	Offset int `query:"offset" min:"0" help:"How many to leave out."`
	Limit  int `query:"limit" default:"100" min:"1" max:"500" help:"How many, 1 to 500; ${default} if it is left out."`
}

// AuthorizationList are authorizations of a platform.
type AuthorizationList struct {
	Total          int             `json:"total"`
	Authorizations []Authorization `json:"authorizations"`
}

// Authorization is what an account grants a platform.
type Authorization struct {
	AuthorizerAppID string     `json:"authorizer_appid"`
	PermissionSets  []int      `json:"permission_sets"`
	AuthorizedAt    *time.Time `json:"authorized_at,omitempty"`
}

// Grant grants permission sets.
type Grant struct {
	ComponentID
	Body Authorization
}

// AuthCode is the answer to a grant.
type AuthCode struct {
	AuthCode  string `json:"auth_code"`
	ExpiresIn int    `json:"expires_in"`
}

// Withdrawal ends an authorization.
type Withdrawal struct {
	ComponentID
	Authorizer string `path:"authorizer"`
	Reason     string `query:"reason" oneof:"withdrawn,password" help:"withdrawn, or password: the account's password was changed, and the tokens die."`
}

// PasswordChanged is the Reason of a Withdrawal that a changed password makes.
const PasswordChanged = "password"
