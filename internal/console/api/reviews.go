package api

import "time"

// The operations on reviews.
//
//	curl 'localhost:8081/api/reviews?state=waiting'
//	curl localhost:8081/api/reviews/wx0123456789abcdef/414569513 -d '{"action":"confirm"}'
//	curl localhost:8081/api/reviews -d '{"action":"fail","reason":"照片不清楚","kind":"pictures"}'
var (
	ListReviews = Declare[ReviewFilter, ReviewList](Operation{
		Method: "GET", Path: "/api/reviews", Doc: "List reviews, the newest first.",
		Verb: "reviews list", Columns: []string{"appid", "audit_id", "kind", "state", "name", "reason", "submitted_at"},
	})
	ShowReview = Declare[ReviewID, Review](Operation{
		Method: "GET", Path: "/api/reviews/{app_id}/{audit_id}", Doc: "Show a review with what was submitted.", Verb: "reviews show",
	})
	DecideReview = Declare[ReviewDecision, Review](Operation{
		Method: "POST", Path: "/api/reviews/{app_id}/{audit_id}", Verb: "reviews decide",
		Doc:         "Decide a review: confirm or refuse an application that waits for the administrator, pass or fail what is in review.",
		Unversioned: "A review is decided once: to decide it again is refused.",
	})
	DecideReviews = Declare[ReviewsDecision, ReviewsDecided](Operation{
		Method: "POST", Path: "/api/reviews", Verb: "reviews decideall",
		Doc:         "Decide all reviews that the decision can be made about, of one account or kind or of all.",
		Unversioned: "A review is decided once: those that others have decided are left out.",
	})
)

// ReviewFilter selects reviews.
type ReviewFilter struct {
	AppID string `query:"appid" name:"appid" placeholder:"APPID" help:"Whose reviews; all if it is left out."`
	Kind  string `query:"kind" oneof:"application,place,store,pictures" placeholder:"KIND" help:"application, place, store or pictures; all if it is left out."`
	State string `query:"state" oneof:"waiting,reviewing,passed,failed,refused" placeholder:"STATE" help:"waiting, reviewing, passed, failed or refused; all if it is left out."`
	Page
}

// ReviewID names a review.
type ReviewID struct {
	AccountID
	AuditID int64 `path:"audit_id" arg:"" name:"audit_id" help:"The review's audit id."`
}

// ReviewDecision decides a review.
type ReviewDecision struct {
	ReviewID
	Body Decision `embed:""`
}

// Decision is what an operator decides about a review.
type Decision struct {
	// Action is confirm or refuse, the administrator's, or pass or fail, the
	// reviewer's.
	Action string `json:"action" arg:"" help:"confirm or refuse, as the administrator, or pass or fail, as the reviewer."`
	// Reason is why it is refused or fails; a usual one if it is left out.
	Reason string `json:"reason,omitempty" placeholder:"TEXT" help:"Why it is refused or fails; a usual reason if it is left out."`
}

// ReviewsDecision decides many reviews.
type ReviewsDecision struct {
	Body DecisionOfAll `embed:""`
}

// DecisionOfAll is a decision about all reviews of an account and of a kind.
type DecisionOfAll struct {
	Decision
	AppID string `json:"appid,omitempty" name:"appid" placeholder:"APPID" help:"Whose reviews; all if it is left out."`
	Kind  string `json:"kind,omitempty" placeholder:"KIND" help:"application, place, store or pictures; all if it is left out."`
}

// ReviewsDecided says how many reviews were decided.
type ReviewsDecided struct {
	Decided int `json:"decided"`
}

// Review is a review in answers.
type Review struct {
	AppID   string `json:"appid"`
	AuditID int64  `json:"audit_id"`
	// Kind is application, place, store or pictures.
	Kind string `json:"kind"`
	// Subject is the place's or the store's id; "" of an application.
	Subject string `json:"subject"`
	Name    string `json:"name"`
	// State is waiting (for the administrator), reviewing, passed, failed or refused
	// (by the administrator).
	State  string `json:"state"`
	Reason string `json:"reason"`
	// Pictures are hashes, for /api/pictures/{hash}.
	Pictures    []string  `json:"pictures"`
	SubmittedAt time.Time `json:"submitted_at"`
	// DueAt is when it is decided by itself; absent where the operator decides.
	DueAt *time.Time `json:"due_at,omitempty"`
	// DecidedAt is absent before.
	DecidedAt *time.Time `json:"decided_at,omitempty"`
	// Version tells this review from what it is after a decision.
	Version string `json:"version"`
	// Application is what was applied with; absent in lists, and of other kinds.
	Application *Application `json:"application,omitempty"`
}

// Application is what an account applied with for a store Mini Program.
type Application struct {
	FirstCategory  int64  `json:"first_catid"`
	SecondCategory int64  `json:"second_catid"`
	Nickname       string `json:"nickname"`
	Intro          string `json:"intro"`
	// Headimg, OrgCode, Papers and OtherFiles are hashes of pictures.
	Headimg    string   `json:"headimg"`
	OrgCode    string   `json:"org_code"`
	Papers     []string `json:"qualification_list"`
	OtherFiles []string `json:"other_files"`
}

// ReviewList are reviews.
type ReviewList struct {
	Reviews []Review `json:"reviews"`
	// Next is the "after" of those that follow; absent if none do.
	Next string `json:"next,omitempty"`
}
