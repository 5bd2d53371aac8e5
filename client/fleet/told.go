package fleet

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// Tell notes what merchants have that were changed elsewhere, and returns how many
// those are. It settles changes whose outcome was unknown. A row that cannot be noted as it
// is meant is an error, and then nothing is noted.
func Tell(ctx context.Context, ledger Ledger, holder string, pictures *Pictures, rows Rows) (n int, err error) {
	defer pictures.close()
	var all []Change
	for d, err := range rows {
		if err != nil {
			return 0, err
		}
		told, err := d.told(ctx, ledger, pictures)
		switch {
		case err != nil && d.Line > 0:
			return 0, said.Errorf("line %d: %w", d.Line, err)
		case err != nil:
			return 0, err
		}
		all = append(all, told)
	}
	release, err := ledger.Hold(ctx, holder)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, release()) }()
	merchants := byAccount(all, func(c Change) string { return c.AppID })
	for chunk := range chunks(merchants, together) {
		if err := note(ctx, ledger, chunk); err != nil {
			return n, err
		}
		n += len(chunk)
	}
	return n, nil
}

// told is what a row tells of a merchant.
func (d Desired) told(ctx context.Context, ledger Ledger, pictures *Pictures) (told Change, err error) {
	switch {
	case d.Store != nil:
		return told, said.Errorf("what stores have is read from Weixin: there is nothing to tell")
	case !d.HasAppID():
		return told, NewBlocker(NoAppID, 0, errors.New(strconv.Quote(d.AppID)))
	case d.Fault != nil:
		return told, *d.Fault
	case d.Intro == "" && d.Headimg == "":
		return told, NewBlocker(NothingWanted, 0, said.Errorf("the row tells neither an introduction nor a picture"))
	}
	told = Change{AppID: d.AppID, At: time.Now().UTC(), AfterIntro: d.Intro}
	if d.Headimg != "" {
		hash, _, blocker, err := pictures.check(ctx, d.Headimg, ledger)
		if err != nil {
			return told, err
		}
		if blocker != nil {
			return told, *blocker
		}
		told.AfterPicture = hash
	}
	return told, nil
}

// note keeps what was told of some merchants, in one write.
func note(ctx context.Context, ledger Ledger, merchants [][]Change) error {
	ids := make([]string, len(merchants))
	for i, told := range merchants {
		ids[i] = told[0].AppID
	}
	known, err := ledger.Merchants(ctx, ids)
	if err != nil {
		return err
	}
	var w Write
	for i, told := range merchants {
		m := known[ids[i]]
		m.AppID = ids[i]
		for _, c := range told {
			m.apply(c, "")
		}
		w.Merchants = append(w.Merchants, m)
	}
	return ledger.Write(ctx, w)
}

// Before yields what the merchants of a run had before it, as rows of a plan that
// reverts it: each once, as its first change found it. A field of which nothing earlier is
// known is not among them.
func Before(ctx context.Context, ledger Ledger, run Run) iter.Seq2[Desired, error] {
	return func(yield func(Desired, error) bool) {
		seen := make(map[string]bool)
		for c, err := range ledger.Changes(ctx, run.ID) {
			if err != nil {
				yield(Desired{}, err)
				return
			}
			if seen[c.AppID] { // it was sent again, by a retry
				continue
			}
			seen[c.AppID] = true
			d := Desired{Line: len(seen), AppID: c.AppID, Account: c.Account}
			if c.AfterIntro != "" {
				d.Intro = c.BeforeIntro
			}
			if c.AfterPicture != "" {
				d.Picture = c.BeforePicture
			}
			if d.Intro == "" && d.Picture == "" {
				d.Fault = &Blocker{Reason: NothingEarlier}
			}
			d.Columns = d.Row()
			if !yield(d, nil) {
				return
			}
		}
	}
}
