package fleet

import (
	"context"
	"iter"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Ledger is the memory of what was applied. Package sqlledger keeps one in SQLite or
// PostgreSQL. It is safe for use by many goroutines.
type Ledger interface {
	// Position returns which ledger it is, and its generation, which grows with each
	// write that has merchants.
	Position(ctx context.Context) (id string, generation int64, err error)

	// Hold makes the caller the only one that writes, until release. If another one
	// does, the error is a HeldError.
	Hold(ctx context.Context, holder string) (release func() error, err error)

	// Write keeps all parts of w, or none. When it returns, they survive a loss of
	// power. Only the holder of the ledger may write.
	Write(ctx context.Context, w Write) error

	// Merchants returns what is known of some merchants; a merchant that is not known is
	// not in the map.
	Merchants(ctx context.Context, appIDs []string) (map[string]Merchant, error)
	// AllMerchants returns every merchant, by app id.
	AllMerchants(ctx context.Context) iter.Seq2[Merchant, error]

	// Stores returns what is known of some stores, by Store.ID; AllStores returns every one.
	Stores(ctx context.Context, ids []string) (map[string]Store, error)
	AllStores(ctx context.Context) iter.Seq2[Store, error]
	// PutReviewed keeps the outcome of a review; one that is there already stays. It needs
	// no hold.
	PutReviewed(ctx context.Context, r Reviewed) error
	// Reviewed returns the outcomes of an account's reviews, the oldest first.
	Reviewed(ctx context.Context, appID string) ([]Reviewed, error)

	// PutPicture keeps the bytes of a picture under their SHA-256. It needs no hold.
	PutPicture(ctx context.Context, hash string, content []byte) error
	// Picture returns them; the error is ErrNoRecord if they are not there.
	Picture(ctx context.Context, hash string) ([]byte, error)
	// Media returns the last upload of a picture for an account, or ErrNoRecord.
	Media(ctx context.Context, appID, hash string) (Media, error)

	// Runs returns the newest runs, the newest first.
	Runs(ctx context.Context, limit int) ([]Run, error)
	// Items returns the merchants of a run in the order of its plan, those of some
	// states or, without any, all.
	Items(ctx context.Context, run string, states ...State) iter.Seq2[Item, error]
	// Changes returns what a run changed, or may have changed.
	Changes(ctx context.Context, run string) iter.Seq2[Change, error]
}

// Write is what is kept together.
type Write struct {
	// Run is put in the place of the one of its id.
	Run *Run
	// Items are put in the place of those of their run and Desired.Key.
	Items []Item
	// Media is put in the place of the one of its account and picture.
	Media *Media
	// Merchants are put in the place of those of their app id.
	Merchants []Merchant
	// Stores are put in the place of those of their ID.
	Stores []Store
	// Changes are added.
	Changes []Change
}

// ErrNoRecord is returned where a ledger has no such record.
var ErrNoRecord = said.Errorf("the ledger has no such record")

// ErrHoldLost is returned by a write of a holder whose hold has ended.
var ErrHoldLost = said.Errorf("the ledger is no longer held by this process: another one has taken it over")

// HeldError says who holds the ledger.
type HeldError struct{ Holder string }

func (e HeldError) Error() string { return e.Unwrap().Error() }

// Unwrap is the same, to be said in other languages.
func (e HeldError) Unwrap() error {
	return said.Errorf("the ledger is in use by %s: wait until that has ended, or stop it", e.Holder)
}

// Applied is a value that a merchant has by what the ledger knows.
type Applied struct {
	Value string    `json:"value"`
	At    time.Time `json:"at"`
	// Run is the run that applied it; "" for one that was told.
	Run string `json:"run,omitempty"`
}

// Merchant is what is known of one.
type Merchant struct {
	AppID string `json:"appid"`
	// Intro and Picture are what was applied last, nil if nothing was. A picture is its
	// SHA-256.
	Intro   *Applied `json:"intro,omitempty"`
	Picture *Applied `json:"picture,omitempty"`
	// Unknown is a change that may have taken effect.
	Unknown *Change `json:"unknown,omitempty"`
	// HeldUntil is until when Weixin takes no change, and HeldCode why.
	HeldUntil time.Time   `json:"held_until,omitzero"`
	HeldCode  weixin.Code `json:"held_code,omitempty"`
	// Month is the month in China of the last change, MonthChanges how many there were in it.
	Month        string `json:"month,omitempty"`
	MonthChanges int    `json:"month_changes,omitempty"`
	// Generation is the ledger's at the last write of the merchant; the ledger sets it.
	Generation int64 `json:"generation"`
}

// value returns an applied value, "" if it is not known.
func (a *Applied) value() string {
	if a == nil {
		return ""
	}
	return a.Value
}

// Media is an uploaded picture.
type Media struct {
	AppID   string         `json:"appid"`
	Picture string         `json:"picture"`
	ID      weixin.MediaID `json:"id,omitempty"`
	// URL is the address of one that Weixin keeps for good.
	URL string    `json:"url,omitempty"`
	At  time.Time `json:"at"`
}

// uploadAgain is the age from which an upload is made again: a medium lives 3 days, and
// a call that waits must not outlive it.
const uploadAgain = weixin.TempMediaLife - 4*time.Hour

func (m Media) fresh(now time.Time) bool { return now.Sub(m.At) < uploadAgain }

// Run is one application of a plan.
type Run struct {
	ID     string `json:"id"`
	Kind   Kind   `json:"kind,omitempty"`
	Plan   string `json:"plan"` // its hash
	Source Source `json:"source"`
	// State is running, finished, open (Weixin reviews some), stopped (by a limit), setup,
	// interrupted.
	State   RunState  `json:"state"`
	Began   time.Time `json:"began"`
	Ended   time.Time `json:"ended,omitzero"`
	Holder  string    `json:"holder"`
	Options Options   `json:"options"`
	// Wave is the one that the run is in, from 1 on.
	Wave  int           `json:"wave"`
	Count map[State]int `json:"count"`
	// Why says in English why a run was stopped, or what it waits for, and Cause says the
	// same in other languages, too; it is nil in what was kept before there was this.
	Why   string      `json:"why,omitempty"`
	Cause *said.Error `json:"cause,omitempty"`
}

// Sentence says why a run was stopped, or what it waits for; nil if neither.
func (r Run) Sentence() error { return sentence(r.Why, r.Cause) }

// ended notes how a run has ended, and why, nil if it needs no reason.
func (r *Run) ended(state RunState, why error) {
	r.State, r.Why, r.Cause = state, "", nil
	if why != nil {
		r.Why, r.Cause = why.Error(), said.Whole(why)
	}
}

// RunState is how a run stands.
type RunState string

// The states of a run.
const (
	Running     RunState = "running"
	Finished    RunState = "finished"
	Open        RunState = "open"
	Stopped     RunState = "stopped"
	StoppedSet  RunState = "setup"
	Interrupted RunState = "interrupted"
)

// Item is a merchant or a store in a run.
type Item struct {
	Run      string  `json:"run"`
	Position int     `json:"position"`
	Desired  Desired `json:"desired"`
	State    State   `json:"state"`
	Outcome  Outcome `json:"outcome"`
}

// Outcome is how a merchant's step ended.
type Outcome struct {
	// Code is Weixin's answer, 0 where none came or it took the change.
	Code weixin.Code `json:"code,omitempty"`
	RID  weixin.RID  `json:"rid,omitempty"`
	// Text says in English what happened, and Why says the same in other languages, too; it
	// is nil where the text is Weixin's.
	Text string      `json:"text,omitempty"`
	Why  *said.Error `json:"why,omitempty"`
	// Blockers are what the plan found.
	Blockers []Blocker `json:"blockers,omitempty"`
	// Since is when the review began that is waited for.
	Since time.Time `json:"since,omitzero"`
	// Until is when it can be tried again.
	Until    time.Time `json:"until,omitzero"`
	Attempts int       `json:"attempts,omitempty"`
	At       time.Time `json:"at,omitzero"`
}

// Sentence says what happened; nil if that is its code alone.
func (o Outcome) Sentence() error { return sentence(o.Text, o.Why) }

// because notes what happened.
func (o *Outcome) because(why error) {
	o.Text, o.Why = weixin.Printable(why.Error()), said.Whole(why)
}

// Change is what a run changed of a merchant, or may have changed.
type Change struct {
	Run   string    `json:"run"`
	AppID string    `json:"appid"`
	At    time.Time `json:"at"`
	// An empty After was not sent; an empty Before is not known.
	BeforeIntro   string `json:"before_intro"`
	AfterIntro    string `json:"after_intro"`
	BeforePicture string `json:"before_picture"`
	AfterPicture  string `json:"after_picture"`
	Unknown       bool   `json:"unknown,omitempty"`
	Account       string `json:"account,omitempty"`
	// Store is the key of a store, and Path the interface that was called for it; the
	// values of a store are in no change.
	Store string `json:"store,omitempty"`
	Path  string `json:"path,omitempty"`
}
