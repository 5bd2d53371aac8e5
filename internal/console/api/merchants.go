package api

import "time"

// The operations on store Mini Programs.
//
//	curl 'localhost:8081/api/merchants?search=示例&state=approved'
//	curl localhost:8081/api/merchants/wx0123456789abcdef/history
//	curl localhost:8081/api/merchants/wx0123456789abcdef/revert -d '{"version":1}'
var (
	ListMerchants = Declare[MerchantFilter, MerchantList](Operation{
		Method: "GET", Path: "/api/merchants", Doc: "List store Mini Programs.",
		Verb: "merchants list", Columns: []string{"appid", "state", "version", "nickname", "intro"},
	})
	ShowMerchant = Declare[AccountID, Merchant](Operation{
		Method: "GET", Path: "/api/merchants/{app_id}", Doc: "Show a store Mini Program.", Verb: "merchants show",
	})
	PutMerchant = Declare[MerchantChange, Merchant](Operation{
		Method: "PUT", Path: "/api/merchants/{app_id}", Verb: "merchants put",
		Doc: "Give an account a store Mini Program, or change all of the one it has if that still has the version of the body. No rule of a call forbids it, and it does not count in the month.",
	})
	DropMerchant = Declare[AccountDrop, None](Operation{
		Method: "DELETE", Path: "/api/merchants/{app_id}", Verb: "merchants drop",
		Doc:      "Delete a store Mini Program with its history and applications, so that the account has none. Its stores stay.",
		Destroys: "Its history and its applications go with it, and the account can apply for one again. Its stores stay.",
	})
	ShowApplication = Declare[AccountID, Review](Operation{
		Method: "GET", Path: "/api/merchants/{app_id}/application", Doc: "Show the newest application of an account for a store Mini Program, with its review.", Verb: "applications show",
	})
	SetApplication = Declare[ApplicationChange, Review](Operation{
		Method: "PUT", Path: "/api/merchants/{app_id}/application", Verb: "applications set",
		Doc: "Give the application of an account a state: the open one, or else another like the last. Its event is pushed.",
	})
	ListChanges = Declare[ChangeFilter, ChangeList](Operation{
		Method: "GET", Path: "/api/merchants/{app_id}/history", Doc: "List the changes of a store Mini Program, the newest first.",
		Verb: "merchants history", Columns: []string{"version", "at", "caller", "rid", "after_intro"},
	})
	RevertMerchant = Declare[MerchantRevert, Merchant](Operation{
		Method: "POST", Path: "/api/merchants/{app_id}/revert", Doc: "Go back to what a store Mini Program was after a change, by the rule of a call.", Verb: "merchants revert",
	})
	ShowPicture = Declare[PictureID, File](Operation{
		Method: "GET", Path: "/api/pictures/{hash}", Doc: "A picture. What is not a PNG, JPEG, GIF or BMP comes as a download.", Media: "image/*",
	})
)

// MerchantFilter selects store Mini Programs.
type MerchantFilter struct {
	Search string `query:"search" placeholder:"TEXT" help:"What the app id, the nickname or the introduction contains."`
	State  string `query:"state" oneof:"approved,reviewing,failed" placeholder:"STATE" help:"approved, reviewing or failed; all if it is left out."`
	Sort   string `query:"sort" oneof:"appid,changed" placeholder:"ORDER" help:"appid, or changed: those first that were changed last, the first 1000."`
	Page
	Back
}

// Merchant is a store Mini Program.
type Merchant struct {
	AppID string `json:"appid"`
	// State is approved, reviewing, or failed if the application was turned down.
	State    string `json:"state"`
	Nickname string `json:"nickname"`
	Intro    string `json:"intro"`
	// Headimg is the hash of the head image, for /api/pictures/{hash}; "" if
	// there is none.
	Headimg string `json:"headimg"`
	// Version counts the changes.
	Version int64 `json:"version"`
	// Month is the month, in Shanghai, that MonthChanges counts.
	Month        string    `json:"month"`
	MonthChanges int       `json:"month_changes"`
	UpdatedAt    time.Time `json:"updated_at"`
	// ShownVersion tells this store Mini Program from what it is after a change, of its
	// state too, which Version does not count.
	ShownVersion string `json:"shown_version"`
}

// MerchantChange changes a store Mini Program.
type MerchantChange struct {
	AccountID
	Body MerchantFields `embed:""`
}

// MerchantFields are what an operator says of a store Mini Program.
type MerchantFields struct {
	State    string `json:"state" arg:"" help:"approved, reviewing, which makes an application that you decide, or failed."`
	Nickname string `json:"nickname" placeholder:"TEXT" help:"The nickname."`
	Intro    string `json:"intro" placeholder:"TEXT" help:"The introduction."`
	Headimg  string `json:"headimg" placeholder:"SHA-256" help:"The hash of the head image, of a picture that was uploaded."`
	// ShownVersion is the one that is to be changed, "*" for whatever is there, and ""
	// where there is none. If another has changed it since, the answer is 409 with both.
	ShownVersion string `json:"shown_version" name:"replacing" placeholder:"VERSION" help:"To change one that is there: the shown_version that show prints, or * for whatever is there."`
}

// The states of store Mini Programs.
const (
	MerchantApproved  = "approved"
	MerchantReviewing = "reviewing"
	MerchantFailed    = "failed"
)

// SortChanged is the order of the last change.
const SortChanged = "changed"

// ApplicationChange gives an application a state.
type ApplicationChange struct {
	AccountID
	Body ApplicationState `embed:""`
}

// ApplicationState is the state that an application is to have.
type ApplicationState struct {
	State  string `json:"state" arg:"" help:"waiting, for the administrator, reviewing, passed, failed, or refused, by the administrator."`
	Reason string `json:"reason,omitempty" placeholder:"TEXT" help:"Why it has failed or is refused; a usual reason if it is left out."`
	// Version is that of the application which was seen, "" for whatever is there. If it has
	// been decided since, or another is newer, nothing is changed and the answer is 409.
	Version string `json:"version,omitempty" name:"seen" placeholder:"VERSION" help:"Only if the application still has this version, which show prints."`
}

// MerchantList are store Mini Programs.
type MerchantList struct {
	Merchants []Merchant `json:"merchants"`
	Around
}

// ChangeFilter selects changes of a store Mini Program.
type ChangeFilter struct {
	AccountID
	Before int64 `query:"before" min:"1" placeholder:"VERSION" help:"Changes with a lower version: the next of the last answer."`
	Limit  int   `query:"limit" default:"50" min:"1" max:"200" help:"How many, 1 to 200 (${default})."`
}

// ChangeList are changes of a store Mini Program.
type ChangeList struct {
	Changes []Change `json:"changes"`
	// Next is the "before" of those that follow; absent if none do.
	Next int64 `json:"next,omitempty"`
}

// Change is a change of a store Mini Program.
type Change struct {
	// Version is what the change made.
	Version       int64  `json:"version"`
	BeforeIntro   string `json:"before_intro"`
	AfterIntro    string `json:"after_intro"`
	BeforeHeadimg string `json:"before_headimg"`
	AfterHeadimg  string `json:"after_headimg"`
	// Caller is the app id of who made it, or operator.
	Caller string `json:"caller"`
	// RID is the call that made it; "" if none did.
	RID string    `json:"rid"`
	At  time.Time `json:"at"`
}

// Operator is the Caller of a change that the operator made.
const Operator = "operator"

// MerchantRevert goes back to an earlier state.
type MerchantRevert struct {
	AccountID
	Body Revert `embed:""`
}

// Revert says to which state to go back.
type Revert struct {
	// Version is that of the change after which the state was as it is to be;
	// 0 is before the first.
	Version *int64 `json:"version" arg:"" help:"The version of the change after which it was as it is to be; 0 is before the first."`
	// Seen is the version that the store Mini Program has as far as the operator
	// knows: if it has changed since, nothing is changed and the answer is 409. It
	// may be left out: the history keeps every change.
	Seen *int64 `json:"seen,omitempty" kong:"-"`
}

// PictureID names a picture.
type PictureID struct {
	Hash string `path:"hash"`
}
