package api

import "time"

// The operations on what wxastore fleet has done and would do. They change nothing.
//
//	curl localhost:8081/api/fleet/runs
//	curl 'localhost:8081/api/fleet/runs/20260301-101500-ab12/merchants?state=held'
//	curl localhost:8081/api/fleet/plans/first.plan
var (
	ListFleetRuns = Declare[FleetFilter, FleetRunList](Operation{
		Method: "GET", Path: "/api/fleet/runs", Doc: "List runs of wxastore fleet, the newest first.",
	})
	ShowFleetRun = Declare[FleetRunID, FleetRunDetail](Operation{
		Method: "GET", Path: "/api/fleet/runs/{run}", Doc: "Show how a run of wxastore fleet stands: its waves, and its merchants by what is to be done about them.",
	})
	ListFleetItems = Declare[FleetItemFilter, FleetItemList](Operation{
		Method: "GET", Path: "/api/fleet/runs/{run}/items", Doc: "List the merchants, or the stores, of a run of wxastore fleet in the order of its plan.",
	})
	ShowFleetItem = Declare[FleetItemID, FleetItemDetail](Operation{
		Method: "GET", Path: "/api/fleet/runs/{run}/items/{item}", Doc: "Show what a run of wxastore fleet did with a merchant or a store: its steps, the values before and after, the last answer.",
	})
	ListFleetPlans = Declare[None, FleetPlanList](Operation{
		Method: "GET", Path: "/api/fleet/plans", Doc: "List saved plans of wxastore fleet, the newest first.",
	})
	ShowFleetPlan = Declare[FleetPlanFilter, FleetPlan](Operation{
		Method: "GET", Path: "/api/fleet/plans/{plan}", Doc: "Show what a saved plan of wxastore fleet would do, what that costs, and what blocks the rest.",
	})
	ShowFleetPicture = Declare[FleetPictureID, File](Operation{
		Method: "GET", Path: "/api/fleet/pictures/{hash}", Doc: "The bytes of a picture that wxastore fleet has kept.", Media: "image/*",
	})
)

// FleetFilter selects runs.
type FleetFilter struct{ Page }

// FleetRunID names a run.
type FleetRunID struct {
	Run string `path:"run" arg:"" help:"The run, as list shows it."`
}

// FleetItemID names a merchant or a store of a run.
type FleetItemID struct {
	FleetRunID
	Item string `path:"item" arg:"" help:"Its id, as list shows it: an app id, for a store with the store's key."`
}

// FleetItemFilter selects merchants or stores of a run.
type FleetItemFilter struct {
	FleetRunID
	State  string `query:"state" help:"Those in a state, as show names it."`
	Search string `query:"search" help:"Those whose app id begins with a text."`
	Page
	Back
}

// FleetPlanFilter selects steps of a plan.
type FleetPlanFilter struct {
	Plan   string `path:"plan" arg:"" help:"The file, as list shows it."`
	Action string `query:"action" oneof:"change,unchanged,blocked" help:"Steps of one action: change, unchanged or blocked."`
	Reason string `query:"reason" help:"Steps that are blocked for a reason."`
	Page
}

// FleetPictureID names a picture.
type FleetPictureID struct {
	Hash string `path:"hash" arg:"" help:"The SHA-256 of the picture."`
}

// Said is a text in both languages.
type Said struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// FleetLedger is a ledger that is looked into.
type FleetLedger struct {
	Name string `json:"name"`
	// Rehearsal says that its runs were on a wxastore in memory.
	Rehearsal bool `json:"rehearsal,omitempty"`
	// Missing says that it is not there (yet), Why why it cannot be read.
	Missing bool   `json:"missing,omitempty"`
	Why     string `json:"why,omitempty"`
}

// FleetRunList are runs.
type FleetRunList struct {
	Ledgers []FleetLedger `json:"ledgers"`
	Runs    []FleetRun    `json:"runs"`
	// Next is the "after" of those that follow; absent if none do.
	Next string `json:"next,omitempty"`
}

// FleetRun is a run.
type FleetRun struct {
	ID        string `json:"id"`
	Rehearsal bool   `json:"rehearsal,omitempty"`
	// Kind is "" for head images and introductions of merchants, or stores.
	Kind string `json:"kind,omitempty"`
	// State is running, finished, open, stopped, setup, interrupted, or broken: it was
	// running, and the process is gone. Why says why it was stopped.
	State  string    `json:"state"`
	Why    string    `json:"why,omitempty"`
	Began  time.Time `json:"began"`
	Ended  time.Time `json:"ended,omitzero"`
	Source string    `json:"source"`
	// Plan is the hash of its plan.
	Plan     string `json:"plan"`
	Holder   string `json:"holder"`
	Parallel int    `json:"parallel"`
	// Total is how many merchants or stores it has, Settled how many of them have ended,
	// Done how many have what is wanted.
	Total   int          `json:"total"`
	Settled int          `json:"settled"`
	Done    int          `json:"done"`
	States  []FleetState `json:"states"`
}

// FleetState is how many are in a state.
type FleetState struct {
	State string `json:"state"`
	Name  Said   `json:"name"`
	Count int    `json:"count"`
}

// FleetWave is a wave of a run.
type FleetWave struct {
	// Size is how many it has, Settled how many of them have ended.
	Size    int  `json:"size"`
	Settled int  `json:"settled"`
	Canary  bool `json:"canary,omitempty"`
}

// FleetRunDetail is a run with its waves and groups.
type FleetRunDetail struct {
	FleetRun
	Waves []FleetWave `json:"waves"`
	// Groups are those that have not succeeded, by what is to be done about them.
	Groups []FleetGroup `json:"groups"`
}

// FleetGroup are merchants or stores with the same state and reason.
type FleetGroup struct {
	State string `json:"state,omitempty"`
	Name  Said   `json:"name"`
	// Reason is why the plan has blocked them, Code Weixin's answer.
	Reason string    `json:"reason,omitempty"`
	Code   int       `json:"code,omitempty"`
	Until  time.Time `json:"until,omitzero"`
	Remedy Said      `json:"remedy"`
	Count  int       `json:"count"`
	// More says that others of the state were not looked at.
	More bool `json:"more,omitempty"`
}

// FleetItemList are merchants or stores of a run.
type FleetItemList struct {
	Items []FleetItem `json:"items"`
	Around
}

// FleetItem is a merchant or a store in a run.
type FleetItem struct {
	ID       string   `json:"id"`
	AppID    string   `json:"appid"`
	Store    string   `json:"store,omitempty"`
	Position int      `json:"position"`
	Line     int      `json:"line"`
	Tags     []string `json:"tags"`
	State    string   `json:"state"`
	Name     Said     `json:"name"`
	// Intro and Picture are what is wanted; "" leaves it as it is.
	Intro   string `json:"intro,omitempty"`
	Picture string `json:"picture,omitempty"`
	// Code, RID and Text are the last answer.
	Code     int            `json:"code,omitempty"`
	RID      string         `json:"rid,omitempty"`
	Text     string         `json:"text,omitempty"`
	Remedy   Said           `json:"remedy,omitzero"`
	Blockers []FleetBlocker `json:"blockers"`
	Until    time.Time      `json:"until,omitzero"`
	Attempts int            `json:"attempts,omitempty"`
	At       time.Time      `json:"at,omitzero"`
}

// FleetBlocker is why something cannot be changed.
type FleetBlocker struct {
	Reason string `json:"reason"`
	Code   int    `json:"code,omitempty"`
	Why    error  `json:"-"`
	// Detail is Why in English.
	Detail string `json:"detail,omitempty"`
	Remedy Said   `json:"remedy"`
}

// FleetItemDetail is a merchant or a store in a run, with what was done and is known.
type FleetItemDetail struct {
	FleetItem
	Steps   []FleetStep   `json:"steps"`
	Changes []FleetChange `json:"changes"`
	// Known is what the ledger knows of the merchant now.
	Known *FleetKnown `json:"known,omitempty"`
	// Logged says that the journal of this service has the call of the rid.
	Logged bool `json:"logged,omitempty"`
}

// FleetStep is something that was done with a merchant.
type FleetStep struct {
	// Step is planned, uploaded, sent or ended.
	Step string    `json:"step"`
	At   time.Time `json:"at"`
}

// FleetChange is what a run changed, or may have changed.
type FleetChange struct {
	At time.Time `json:"at"`
	// Path is the interface that was called for a store.
	Path string `json:"path,omitempty"`
	// Unknown says that the change was sent and has no outcome.
	Unknown bool `json:"unknown,omitempty"`
	FleetValues
}

// FleetValues are values before and after. An empty after was not sent; an empty before
// is not known.
type FleetValues struct {
	BeforeIntro   string `json:"before_intro"`
	AfterIntro    string `json:"after_intro"`
	BeforePicture string `json:"before_picture"`
	AfterPicture  string `json:"after_picture"`
}

// FleetKnown is what a ledger knows of a merchant.
type FleetKnown struct {
	Intro        string    `json:"intro,omitempty"`
	Picture      string    `json:"picture,omitempty"`
	HeldUntil    time.Time `json:"held_until,omitzero"`
	HeldCode     int       `json:"held_code,omitempty"`
	Month        string    `json:"month,omitempty"`
	MonthChanges int       `json:"month_changes,omitempty"`
	PoiID        string    `json:"poi_id,omitempty"`
	MapPoiID     string    `json:"map_poi_id,omitempty"`
}

// FleetPlanList are plans.
type FleetPlanList struct {
	Plans  []FleetPlanHead `json:"plans"`
	Broken []BrokenFile    `json:"broken"`
	// Folder is where they lie.
	Folder string `json:"folder"`
}

// FleetPlanHead is what a list shows of a plan.
type FleetPlanHead struct {
	Plan      string    `json:"plan"`
	Kind      string    `json:"kind,omitempty"`
	Made      time.Time `json:"made"`
	API       string    `json:"api"`
	Source    string    `json:"source"`
	Change    int       `json:"change"`
	Unchanged int       `json:"unchanged"`
	Blocked   int       `json:"blocked"`
}

// FleetPlan is a plan.
type FleetPlan struct {
	FleetPlanHead
	Cost FleetCost `json:"cost"`
	// Blockers are the reasons why some are blocked.
	Blockers []FleetGroup `json:"blockers"`
	// Ledger says that the ledger that it was made with is at hand: without it nothing is
	// known of values before.
	Ledger bool            `json:"ledger"`
	Steps  []FleetPlanStep `json:"steps"`
	// Total is how many steps are selected. Next is the "after" of those that follow;
	// absent if none do.
	Total int    `json:"total"`
	Next  string `json:"next,omitempty"`
}

// FleetCost is what a plan would spend.
type FleetCost struct {
	Changes int     `json:"changes"`
	Uploads int     `json:"uploads"`
	Bytes   int64   `json:"bytes"`
	Seconds float64 `json:"seconds"`
}

// FleetPlanStep is what a plan has for a merchant or a store.
type FleetPlanStep struct {
	Line  int    `json:"line"`
	AppID string `json:"appid"`
	ID    string `json:"id"`
	Store string `json:"store,omitempty"`
	// Calls are the paths of the interfaces that lead a store to what is wanted.
	Calls  []string `json:"calls"`
	Action string   `json:"action"`
	FleetValues
	Bytes    int64          `json:"bytes,omitempty"`
	Blockers []FleetBlocker `json:"blockers"`
	Warnings []string       `json:"warnings"`
	// Moved says that the ledger was told of the merchant after the plan was made: apply
	// refuses the plan.
	Moved bool `json:"moved,omitempty"`
}
