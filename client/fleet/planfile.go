package fleet

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
)

// planForm is the version of the form of saved plans.
const planForm = 2

// planHeader is the first line of a saved plan.
type planHeader struct {
	Form int `json:"fleet_plan"`
	Plan
	Counts map[Action]int `json:"counts"`
}

// planEnd is its last line.
type planEnd struct {
	SHA256 string `json:"sha256"`
}

// Save writes a plan as JSON lines and sets its hash.
func (p *Plan) Save(w io.Writer) error {
	sum := sha256.New()
	buffered := bufio.NewWriter(w)
	encoder := json.NewEncoder(io.MultiWriter(buffered, sum))
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(planHeader{planForm, *p, p.Counts()}); err != nil {
		return err
	}
	for _, s := range p.Steps {
		if err := encoder.Encode(s); err != nil {
			return err
		}
	}
	p.Hash = hex.EncodeToString(sum.Sum(nil))
	if err := encoder.Encode(planEnd{p.Hash}); err != nil {
		return err
	}
	return buffered.Flush()
}

// StaleError says why a plan is refused.
type StaleError struct {
	// Why says what moved, AppIDs whose rows, pictures or values; a store is APPID/KEY.
	Why    error
	AppIDs []string
}

func (e StaleError) Error() string { return e.Unwrap().Error() }

// Unwrap is the same, to be said in other languages.
func (e StaleError) Unwrap() error {
	const shown = 20
	switch n := len(e.AppIDs); {
	case n > shown:
		return said.Errorf("%w: %s and %d more; plan again", e.Why, strings.Join(e.AppIDs[:shown], ", "), n-shown)
	case n > 0:
		return said.Errorf("%w: %s; plan again", e.Why, strings.Join(e.AppIDs, ", "))
	}
	return said.Errorf("%w; plan again", e.Why)
}

// CheckFresh returns a StaleError if the input of a plan reads differently now, or its
// merchants were changed in the ledger since.
func (p *Plan) CheckFresh(ctx context.Context, ledger Ledger, rows Rows, pictures *Pictures) error {
	if err := p.checkLedger(ctx, ledger); err != nil {
		return err
	}
	return p.CheckRows(ctx, rows, pictures)
}

func (p *Plan) checkLedger(ctx context.Context, ledger Ledger) error {
	id, _, err := ledger.Position(ctx)
	if err != nil {
		return err
	}
	if id != p.Ledger {
		return StaleError{Why: said.Errorf("the plan was made with another ledger")}
	}
	var moved []string
	for chunk := range chunks(p.Steps, together) {
		rows := make([]Desired, len(chunk))
		for i := range chunk {
			rows[i] = chunk[i].Desired
		}
		known, err := lookUp(ctx, ledger, rows)
		if err != nil {
			return err
		}
		for _, s := range chunk {
			if s.Action != Block && known.generation(s.Desired) > p.Generation {
				moved = append(moved, s.Desired.Key())
			}
		}
	}
	if len(moved) > 0 {
		return StaleError{said.Errorf("these merchants were changed in the ledger after the plan was made"), moved}
	}
	return nil
}

// CheckRows returns a StaleError if the input of a plan reads differently now. A nil
// rows is not compared.
func (p *Plan) CheckRows(ctx context.Context, rows Rows, pictures *Pictures) error {
	if rows == nil {
		return nil
	}
	key := func(d Desired) string { return fmt.Sprintf("%d %s", d.Line, d.Key()) }
	planned := make(map[string]*Step, len(p.Steps))
	for i := range p.Steps {
		s := &p.Steps[i]
		planned[key(s.Desired)] = s
	}
	var moved []string
	for d, err := range rows {
		if err != nil {
			return StaleError{Why: said.Errorf("the input cannot be read any more: %w", err)}
		}
		was, ok := planned[key(d)]
		delete(planned, key(d))
		same := ok && was.Row == d.hash()
		if same && was.Content != "" {
			same = pictures.same(ctx, d, *was)
		}
		if !same {
			moved = append(moved, d.Key())
		}
	}
	for _, s := range p.Steps {
		if _, gone := planned[key(s.Desired)]; gone {
			moved = append(moved, s.Desired.Key())
		}
	}
	if len(moved) > 0 {
		return StaleError{said.Errorf("the input was changed after the plan was made, at these merchants"), unique(moved)}
	}
	return nil
}

// same reports whether the pictures of a row are those that were planned. One that is
// fetched is not compared, and one of the ledger cannot change.
func (p *Pictures) same(ctx context.Context, d Desired, planned Step) bool {
	same := func(from, hash string) bool {
		if from == "" || isRemote(from) || isKept(from) {
			return true
		}
		now, _, _, _ := p.check(ctx, from, nil)
		return now == hash
	}
	if d.Store == nil {
		return same(d.Headimg, planned.Content)
	}
	was := planned.Desired.Store.all()
	for i, one := range d.Store.all() { // the row is the same, so both have as many
		if !same(one.From, was[i].SHA256) {
			return false
		}
	}
	return true
}

// unique leaves out what comes twice.
func unique(all []string) []string {
	seen := make(map[string]bool)
	var kept []string
	for _, one := range all {
		if !seen[one] {
			seen[one] = true
			kept = append(kept, one)
		}
	}
	return kept
}
