package api

import "time"

// The operations on accounts.
//
//	curl localhost:8081/api/accounts -d '{"appid":"wx1","kind":"service","merchant":{"nickname":"Dumplings"}}'
//	curl 'localhost:8081/api/accounts?search=wx'
//	curl -X POST 'localhost:8081/api/accounts/wx1/secret'
var (
	ListAccounts = Declare[AccountFilter, AccountList](Operation{
		Method: "GET", Path: "/api/accounts", Doc: "List accounts.",
		Verb: "accounts list", Columns: []string{"appid", "kind", "name"},
	})
	ShowAccount = Declare[AccountID, Account](Operation{
		Method: "GET", Path: "/api/accounts/{app_id}", Doc: "Show an account.", Verb: "accounts show",
	})
	CreateAccount = Declare[AccountCreation, Secret](Operation{
		Method: "POST", Path: "/api/accounts", Doc: "Add an account and answer its secret, once.", Verb: "accounts create",
		Unversioned: itAdds,
	})
	PutAccount = Declare[AccountChange, Account](Operation{
		Method: "PUT", Path: "/api/accounts/{app_id}", Doc: "Change all of an account but its secret, if its version is still the one of the body.", Verb: "accounts put",
	})
	DropAccount = Declare[AccountDrop, None](Operation{
		Method: "DELETE", Path: "/api/accounts/{app_id}", Verb: "accounts drop",
		Doc:      "Delete an account with all that is its own: its store Mini Program, stores, tokens, media, events. The journal keeps its calls.",
		Destroys: "Its secret and tokens stop working, and its store Mini Program with its history, its stores, cards, media and events go with it. The journal keeps its calls.",
	})
	RollSecret = Declare[AccountID, Secret](Operation{
		Method: "POST", Path: "/api/accounts/{app_id}/secret", Doc: "Reset the app secret and answer the new one, once. The one before stops working.", Verb: "accounts secret",
		Destroys:    "The current secret stops working at once: programs that have it stop at their next token. Tokens that were fetched with it go on until they expire.",
		Unversioned: "A secret is not shown: nobody has seen a version of it.",
	})
	MakeToken = Declare[AccountID, MadeToken](Operation{
		Method: "POST", Path: "/api/accounts/{app_id}/token", Verb: "accounts token",
		Doc:         "Answer an access token of an account without its secret. It is the debugging tool's, and supersedes no other.",
		Unversioned: itAdds,
	})
	ListTokens = Declare[AccountID, TokenList](Operation{
		Method: "GET", Path: "/api/accounts/{app_id}/tokens", Doc: "List the access tokens that work now, by their hashes.",
		Verb: "accounts tokens", Columns: []string{"kind", "issued_at", "expires_at", "hash"},
	})
	RevokeToken = Declare[TokenID, None](Operation{
		Method: "DELETE", Path: "/api/accounts/{app_id}/tokens/{hash}", Doc: "Make an access token stop working.", Verb: "accounts revoke",
		Destroys:    "It is refused from now on, as one that another has superseded.",
		Unversioned: "A token never changes, and its hash names it.",
	})
	CheckMessages = Declare[AccountID, None](Operation{
		Method: "POST", Path: "/api/accounts/{app_id}/messages/check", Doc: "Ask the message URL of an account for its echostr.", Verb: "accounts check",
		Unversioned: "It changes nothing.",
	})
	SendTestEvent = Declare[AccountID, SentEvent](Operation{
		Method: "POST", Path: "/api/accounts/{app_id}/messages/test", Doc: "Push the event debug_demo to where messages of an account go.", Verb: "accounts test",
		Unversioned: itAdds,
	})
	ListQuotas = Declare[AccountID, QuotaList](Operation{
		Method: "GET", Path: "/api/accounts/{app_id}/quotas", Doc: "Show what an account has called and may call.",
		Verb: "quotas", Columns: []string{"interface", "used", "daily", "used_minute", "per_minute"},
	})
)

// AccountID names an account.
type AccountID struct {
	AppID string `path:"app_id" arg:"" name:"appid" help:"App id of the account."`
}

// Seen is what one has seen of a record that is deleted.
type Seen struct {
	Version string `query:"version" name:"seen" placeholder:"VERSION" help:"Delete it only if it still has this version, which show prints; whatever is there if it is left out."`
}

// AccountDrop deletes what is an account's.
type AccountDrop struct {
	AccountID
	Seen
}

// AccountFilter selects accounts.
type AccountFilter struct {
	Search string `query:"search" placeholder:"TEXT" help:"What the app id or the name contains."`
	Page
	Back
}

// Page is a part of a long list.
type Page struct {
	After string `query:"after" placeholder:"NEXT" help:"Go on where the last answer ended: its next."`
	Limit int    `query:"limit" default:"50" min:"1" max:"200" help:"How many, 1 to 200 (${default})."`
}

// Back leads to the page before.
type Back struct {
	Before string `query:"before" placeholder:"PREVIOUS" help:"Go back from where the last answer began: its previous."`
}

// Around says where a page is in its list.
type Around struct {
	// Next is the "after" of those that follow, Previous the "before" of those that come
	// before; absent if there are none.
	Next     string `json:"next,omitempty"`
	Previous string `json:"previous,omitempty"`
	// Total is how many there are. More says that a search has found more than these
	// and leaves them out; Behind that the search index lacks changes of the last seconds, or
	// is still being made.
	Total  int  `json:"total"`
	More   bool `json:"more,omitempty"`
	Behind bool `json:"behind,omitempty"`
}

// AccountList are accounts.
type AccountList struct {
	Accounts []Account `json:"accounts"`
	Around
}

// Account is an account in requests and answers. What a PUT leaves out becomes
// empty.
type Account struct {
	// AppID may be left out where the path has it.
	AppID string `json:"appid"`
	Name  string `json:"name"`
	// Kind is official, service (if it is left out) or miniprogram.
	Kind string `json:"kind"`
	// Individual is an account of a natural person. Irregular bars it from the
	// API, SecretFrozen its secret from use.
	Individual   bool `json:"individual"`
	Irregular    bool `json:"irregular"`
	SecretFrozen bool `json:"secret_frozen"`
	// OriginalID is gh_ and so on; if it is left out, it is made from the app id.
	OriginalID string `json:"original_id"`
	// MessageURL is where messages of the account are pushed. Before it is kept, the
	// service asks it for its echostr. MessageMode is plain (if it is left out), compat or
	// safe.
	MessageURL  string `json:"message_url"`
	MessageMode string `json:"message_mode"`
	// MessageToken signs messages, EncodingAESKey encrypts them, and
	// PreviousEncodingAESKey is the one before. An answer has Kept in their place, and
	// a PUT that says Kept changes nothing about them. A key that a PUT replaces becomes
	// the previous one.
	MessageToken           string `json:"message_token"`
	EncodingAESKey         string `json:"encoding_aes_key"`
	PreviousEncodingAESKey string `json:"previous_encoding_aes_key"`
	// IPList are addresses and CIDR blocks that may fetch tokens; none is all.
	IPList []string `json:"ip_list"`
	// Quotas limit calls, by interface name, where not the page does.
	Quotas map[string]Quota `json:"quotas"`
	// CategoryBarred, ForbiddenWords and ModifyPerMonth (0 is unlimited) are what
	// the account may do to its store Mini Program.
	CategoryBarred bool     `json:"category_barred"`
	ForbiddenWords []string `json:"forbidden_words"`
	ModifyPerMonth int      `json:"modify_per_month"`
	// TextCoordinates has longitude and latitude in answers as strings in place of numbers.
	TextCoordinates bool `json:"text_coordinates"`
	// Version tells this account from what it is after a change. A PUT names the
	// version that it changes, "*" for whatever is there; if another has changed
	// the account since, it is answered 409 with both. A POST needs none.
	Version string `json:"version"`
}

// Kept stands for a secret that is there and not told.
const Kept = "***"

// KindComponent is the kind of an account that is a third-party platform.
const KindComponent = "component"

// Quota is an account's own limit of an interface; 0 is the interface's.
type Quota struct {
	Daily     int `json:"daily,omitempty"`
	PerMinute int `json:"per_minute,omitempty"`
}

// AccountCreation is an account to add.
type AccountCreation struct{ Body NewAccount }

// NewAccount is an account to add.
type NewAccount struct {
	Account
	// Merchant is the account's store Mini Program; none if it is left out.
	Merchant *NewMerchant `json:"merchant,omitempty"`
}

// NewMerchant is a store Mini Program to add.
type NewMerchant struct {
	// State is approved (if it is left out), reviewing or failed.
	State    string `json:"state"`
	Nickname string `json:"nickname"`
	Intro    string `json:"intro"`
}

// AccountChange changes an account.
type AccountChange struct {
	AccountID
	Body Account
}

// Secret tells a secret, once.
type Secret struct {
	AppID  string `json:"appid"`
	Secret string `json:"secret"`
}

// MadeToken is an access token.
type MadeToken struct {
	AccessToken string `json:"access_token"`
}

// TokenID names an access token of an account.
type TokenID struct {
	AccountID
	Hash string `path:"hash" arg:"" help:"The token's hash, as tokens lists it."`
}

// TokenList are the access tokens of an account.
type TokenList struct {
	// Tokens come newest first.
	Tokens []Token `json:"tokens"`
}

// Token is a token that works. The token itself is not known.
type Token struct {
	// Hash is the token's SHA-256.
	Hash string `json:"hash"`
	// Kind is classic, stable, or operator: one of the debugging tool. That of a platform
	// that calls for the account is authorizer with the platform's app id and a name of
	// its authorization, after operator where it is the debugging tool's.
	Kind      string    `json:"kind"`
	IssuedAt  time.Time `json:"issued_at"`
	ExpiresAt time.Time `json:"expires_at"`
	// SupersededAt is when it stops working because of a later token; absent if
	// it does not.
	SupersededAt *time.Time `json:"superseded_at,omitempty"`
}

// QuotaList is what an account has used of the interfaces that it may call.
type QuotaList struct {
	Quotas []QuotaUse `json:"quotas"`
}

// QuotaUse is what an account has used of an interface.
type QuotaUse struct {
	Interface string `json:"interface"`
	Daily     int    `json:"daily"`
	Used      int    `json:"used"`
	// PerMinute is 0 where minutes are not limited.
	PerMinute  int `json:"per_minute"`
	UsedMinute int `json:"used_minute"`
}
