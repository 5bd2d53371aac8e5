package api

import "time"

// The operations on third-party platforms (components).
//
//	curl localhost:8081/api/components
//	curl -X POST localhost:8081/api/components/wxc0123456789abcdef/ticket
//	curl localhost:8081/api/components/wxc0123456789abcdef/authorizations?offset=0&limit=100
//	curl localhost:8081/api/components/wxc0123456789abcdef/authorizations \
//	  -d '{"authorizer_appid":"wx0123456789abcdef","permission_sets":[8,13]}'
//	curl localhost:8081/api/accounts/wx0123456789abcdef/authorizations
//	curl -X DELETE 'localhost:8081/api/components/wxc0123456789abcdef/authorizations/wx0123456789abcdef'
//	curl -X DELETE 'localhost:8081/api/components/wxc0123456789abcdef/authorizations/wx0123456789abcdef?reason=password'
var (
	ListComponents = Declare[ComponentFilter, ComponentList](Operation{
		Method: "GET", Path: "/api/components", Doc: "List the third-party platforms.",
		Verb: "components list", Columns: []string{"appid", "name", "event_url", "redirect_domain", "permission_sets"},
	})
	ShowComponent = Declare[ComponentID, Component](Operation{
		Method: "GET", Path: "/api/components/{appid}", Doc: "Show a third-party platform.", Verb: "components show",
	})
	CreateComponent = Declare[ComponentCreation, Secret](Operation{
		Method: "POST", Path: "/api/components", Verb: "components create",
		Doc:         "Add a third-party platform with its account, and answer its secret, once.",
		Unversioned: itAdds,
	})
	PutComponent = Declare[ComponentChange, Component](Operation{
		Method: "PUT", Path: "/api/components/{appid}", Verb: "components put",
		Doc: "Change all of a third-party platform but its secret, if its version is still the one of the body.",
	})
	DropComponent = Declare[ComponentDrop, None](Operation{
		Method: "DELETE", Path: "/api/components/{appid}", Verb: "components drop",
		Doc:      "Delete a third-party platform with its account and all that is granted to it. No event tells of that.",
		Destroys: "Its account goes with it, and what accounts have granted to it: tokens that it has for them are refused. No event tells of that.",
	})
	PushTicket = Declare[ComponentID, Ticket](Operation{
		Method: "POST", Path: "/api/components/{appid}/ticket", Doc: "Make a ticket and push it.",
		Unversioned: itAdds,
	})
	ListAuthorizations = Declare[AuthorizationFilter, AuthorizationList](Operation{
		Method: "GET", Path: "/api/components/{appid}/authorizations", Doc: "List what accounts grant a platform.",
	})
	Authorize = Declare[Grant, AuthCode](Operation{
		Method: "POST", Path: "/api/components/{appid}/authorizations", Doc: "Grant permission sets of an account to a platform.",
		Unversioned: "It does what the authorization page does, which says all that is granted.",
	})
	ListGrants = Declare[AccountID, GrantList](Operation{
		Method: "GET", Path: "/api/accounts/{app_id}/authorizations", Doc: "List what an account grants third-party platforms.",
		Verb: "accounts authorizations", Columns: []string{"component_appid", "name", "permission_sets", "authorized_at"},
	})
	Withdraw = Declare[Withdrawal, None](Operation{
		Method: "DELETE", Path: "/api/components/{appid}/authorizations/{authorizer}", Doc: "Withdraw an authorization.",
		Destroys:    "The platform's tokens for the account are refused from now on, and it is told by an event. To grant again makes another code.",
		Unversioned: "It does what an administrator does in the account's settings, whatever is granted.",
	})
)

// ComponentID names a third-party platform.
type ComponentID struct {
	Component string `path:"appid" arg:"" name:"appid" help:"App id of the platform."`
}

// ComponentDrop deletes a third-party platform.
type ComponentDrop struct {
	ComponentID
	Seen
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

// ComponentCreation adds a third-party platform.
type ComponentCreation struct {
	Body NewComponent `embed:""`
}

// NewComponent is a third-party platform to add.
type NewComponent struct {
	AppID string `json:"appid" arg:"" name:"appid" help:"App id of the platform."`
	ComponentFields
}

// ComponentChange changes a third-party platform.
type ComponentChange struct {
	ComponentID
	Body Component
}

// ComponentFields are what an operator says of a third-party platform.
type ComponentFields struct {
	Name     string `json:"name" placeholder:"TEXT" help:"A name for people."`
	EventURL string `json:"event_url" placeholder:"URL" help:"Where its events are pushed: tickets, authorizations."`
	// MessageURL is where messages of its accounts are pushed, with $APPID$ for the app
	// id of each.
	MessageURL     string `json:"message_url" name:"message-url" placeholder:"URL" help:"Where messages of its accounts are pushed, with $$APPID$$ for the app id of each."`
	RedirectDomain string `json:"redirect_domain" name:"redirect-domain" placeholder:"HOST" help:"The host to which the authorization page may lead."`
	PermissionSets []int  `json:"permission_sets" name:"permission-sets" placeholder:"N" help:"The permission sets that it asks for; the usual ones if it is left out."`
	// Token signs what is pushed, EncodingAESKey encrypts it, and PreviousEncodingAESKey
	// is the one before. An answer has Kept in their place, and a PUT that says Kept
	// changes nothing about them. A key that a PUT replaces becomes the previous one.
	Token                  string `json:"token" placeholder:"TEXT" help:"Signs what is pushed."`
	EncodingAESKey         string `json:"encoding_aes_key" name:"encoding-aes-key" placeholder:"KEY" help:"Encrypts what is pushed: 43 letters and digits."`
	PreviousEncodingAESKey string `json:"previous_encoding_aes_key" kong:"-"`
}

// Component is a third-party platform. A PUT changes what ComponentFields are; what it
// leaves out of them becomes empty, and it does not look at the rest except the version.
type Component struct {
	AppID string `json:"appid"`
	ComponentFields
	// PushTickets says that tickets are pushed every 10 minutes.
	PushTickets bool `json:"push_tickets"`
	// TicketAt is when the newest ticket was made; absent before the first.
	TicketAt *time.Time `json:"ticket_at,omitempty"`
	// Version tells this platform from what it is after a change. A PUT names the version
	// that it changes, "*" for whatever is there; if another has changed the platform
	// since, it is answered 409 with both.
	Version string `json:"version"`
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
	Name            string     `json:"name,omitempty"`
	PermissionSets  []int      `json:"permission_sets"`
	AuthorizedAt    *time.Time `json:"authorized_at,omitempty"`
}

// Grant grants permission sets.
type Grant struct {
	ComponentID
	Body Authorization
}

// GrantList are what an account grants, in the order of the platforms' app ids.
type GrantList struct {
	Authorizations []Granted `json:"authorizations"`
}

// Granted is what an account grants a platform.
type Granted struct {
	Component      string     `json:"component_appid"`
	Name           string     `json:"name,omitempty"`
	PermissionSets []int      `json:"permission_sets"`
	AuthorizedAt   *time.Time `json:"authorized_at,omitempty"`
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
