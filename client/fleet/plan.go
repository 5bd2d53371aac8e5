package fleet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Action is what a plan has for a merchant.
type Action string

// The actions.
const (
	Modify  Action = "change"
	Nothing Action = "unchanged"
	Block   Action = "blocked"
)

// Plan is what a run would do.
type Plan struct {
	Kind Kind `json:"kind,omitempty"`
	// Ledger and Generation say which ledger it was compared with, and when.
	Ledger     string    `json:"ledger"`
	Generation int64     `json:"generation"`
	Made       time.Time `json:"made"`
	// API is the address of the service that was asked.
	API    string `json:"api"`
	Source Source `json:"source"`
	// Asked says that each merchant was looked up at the service.
	Asked bool   `json:"asked"`
	Steps []Step `json:"-"`
	// Hash names the plan once it was saved.
	Hash string `json:"-"`
}

// Step is what a plan has for one merchant. Its Desired has only what is to be sent:
// a field that the ledger has already is empty.
type Step struct {
	Action  Action  `json:"action"`
	Desired Desired `json:"desired"`
	// Row names the row as it was read, Content the bytes of its picture.
	Row      string    `json:"row"`
	Content  string    `json:"content,omitempty"`
	Bytes    int64     `json:"bytes,omitempty"`
	Blockers []Blocker `json:"blockers,omitempty"`
	// Calls are the paths of the interfaces that lead a store to what is wanted.
	Calls []string `json:"calls,omitempty"`
	// Warnings do not keep it from being changed.
	Warnings []Warning `json:"warnings,omitempty"`
}

// Warning is a sentence about a merchant, which can be said in other languages.
type Warning struct{ Why *said.Error }

// MarshalJSON writes the sentence alone.
func (w Warning) MarshalJSON() ([]byte, error) { return json.Marshal(w.Why) }

// UnmarshalJSON reads a sentence, or the text that older plans have.
func (w *Warning) UnmarshalJSON(line []byte) error {
	if bytes.HasPrefix(line, []byte(`"`)) {
		var text string
		err := json.Unmarshal(line, &text)
		w.Why = said.Whole(errors.New(text))
		return err
	}
	return json.Unmarshal(line, &w.Why)
}

func (s *Step) warn(why error) { s.Warnings = append(s.Warnings, Warning{said.Whole(why)}) }

// Cost is what a plan would spend.
type Cost struct {
	Changes int           `json:"changes"`
	Uploads int           `json:"uploads"`
	Bytes   int64         `json:"bytes"`
	Time    time.Duration `json:"-"`
	Seconds float64       `json:"seconds"`
	// Calls are how often each interface is called about stores, by its path.
	Calls map[string]int `json:"calls,omitempty"`
}

// Group is the blockers of a plan that have the same reason and code.
type Group struct {
	Reason Reason      `json:"reason"`
	Code   weixin.Code `json:"code,omitempty"`
	Steps  []*Step     `json:"-"`
	Count  int         `json:"count"`
}

// Counts returns how many merchants a plan has of each action.
func (p Plan) Counts() map[Action]int {
	counts := make(map[Action]int)
	for _, s := range p.Steps {
		counts[s.Action]++
	}
	return counts
}

// Groups returns the blockers by reason, in the order in which they first appear.
func (p Plan) Groups() []Group {
	var groups []Group
	at := make(map[string]int)
	for n := range p.Steps {
		s := &p.Steps[n]
		for _, b := range s.Blockers {
			key := fmt.Sprint(b.Reason, b.Code)
			i, ok := at[key]
			if !ok {
				i = len(groups)
				at[key] = i
				groups = append(groups, Group{Reason: b.Reason, Code: b.Code})
			}
			groups[i].Steps = append(groups[i].Steps, s)
			groups[i].Count++
		}
	}
	return groups
}

// callTime is what a call to Weixin takes as a rule.
const callTime = 250 * time.Millisecond

// Cost returns what applying the plan would spend, with a number of merchants in
// flight and at most rate calls a second (0 is no limit).
func (p Plan) Cost(parallel int, perSecond float64) Cost {
	var c Cost
	stores := 0
	for _, s := range p.Steps {
		if s.Action != Modify {
			continue
		}
		c.Changes++
		for _, path := range s.Calls {
			if c.Calls == nil {
				c.Calls = make(map[string]int)
			}
			c.Calls[path]++
			stores++
		}
		if s.Desired.Picture != "" {
			c.Uploads++
			c.Bytes += s.Bytes
		}
	}
	calls := c.Changes + c.Uploads
	if p.Kind == OfStores {
		calls = stores
	}
	c.Time = time.Duration(calls) * callTime / time.Duration(max(parallel, 1))
	if perSecond > 0 {
		c.Time = max(c.Time, time.Duration(float64(calls)/perSecond*float64(time.Second)))
	}
	c.Seconds = c.Time.Seconds()
	return c
}
