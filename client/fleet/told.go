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
// those are. It settles changes whose outcome was unknown.
func Tell(ctx context.Context, ledger Ledger, holder string, pictures *Pictures, rows Rows) (n int, err error) {
	release, err := ledger.Hold(ctx, holder)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, release()) }()
	defer pictures.close()
	for d, err := range rows {
		if err != nil {
			return n, err
		}
		if d.Store != nil {
			return n, said.Errorf("what stores have is read from Weixin: there is nothing to tell")
		}
		if !d.HasAppID() {
			return n, NewBlocker(NoAppID, 0, errors.New(strconv.Quote(d.AppID)))
		}
		told := Change{AppID: d.AppID, At: time.Now().UTC(), AfterIntro: d.Intro}
		if d.Headimg != "" {
			hash, _, blocker, err := pictures.check(ctx, d.Headimg, func(hash string, content []byte) error { return ledger.PutPicture(ctx, hash, content) })
			if err != nil {
				return n, err
			}
			if blocker != nil {
				return n, *blocker
			}
			told.AfterPicture = hash
		}
		known, err := ledger.Merchants(ctx, []string{d.AppID})
		if err != nil {
			return n, err
		}
		m := known[d.AppID]
		m.AppID = d.AppID
		m.apply(told, "")
		if err := ledger.Write(ctx, Write{Merchants: []Merchant{m}}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Before yields what the merchants of a run had before it, as rows of a plan that
// reverts it. A field of which nothing earlier is known is not among them.
func Before(ctx context.Context, ledger Ledger, run Run) iter.Seq2[Desired, error] {
	return func(yield func(Desired, error) bool) {
		n := 0
		for c, err := range ledger.Changes(ctx, run.ID) {
			if err != nil {
				yield(Desired{}, err)
				return
			}
			n++
			d := Desired{Line: n, AppID: c.AppID, Account: c.Account}
			if c.AfterIntro != "" {
				d.Intro = c.BeforeIntro
			}
			if c.AfterPicture != "" {
				d.Picture = c.BeforePicture
			}
			if d.Intro == "" && d.Picture == "" {
				d.Fault = &Blocker{Reason: NothingEarlier}
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}
