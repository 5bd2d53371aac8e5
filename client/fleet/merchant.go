package fleet

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// The times of writes to the ledger, which also happen when the run was told to end.
const writeTime = 30 * time.Second

// merchant makes the calls of one merchant, one after another. Its error is the
// ledger's, and ends the run.
func (r *Runner) merchant(ctx context.Context, i *Item, known Merchant) error {
	from := i.State
	i.Outcome = Outcome{Attempts: i.Outcome.Attempts + 1}
	c, err := r.Accounts.Client(i.Desired.AppID, i.Desired.Account)
	defer r.Accounts.forget(i.Desired.AppID)
	if err != nil {
		return r.refuse(ctx, i, from, known, err, weixin.ModifyMerchant.Declared())
	}
	uploadedNow := false
	for {
		req := weixin.ModifyMerchantRequest{Intro: i.Desired.Intro}
		var media *Media
		if i.Desired.Picture != "" {
			if media, err = r.media(ctx, c, i, &from, i.Desired.Picture, uploadedNow); err != nil {
				if _, ours := errors.AsType[ledgerError](err); ours {
					return err
				}
				return r.refuse(ctx, i, from, known, err, weixin.UploadTempMedia.Declared())
			}
			req.HeadimgMediaID = media.ID
		}
		if err := r.limiter.Wait(ctx); err != nil {
			return r.put(ctx, i, &from, Pending, nil)
		}
		if err := r.put(ctx, i, &from, Changing, media); err != nil {
			return err
		}
		err = r.modify(ctx, c, req)
		if err == nil {
			return r.done(ctx, i, from, known)
		}
		if lost(err) && media != nil && !uploadedNow {
			uploadedNow = true
			continue
		}
		return r.refuse(ctx, i, from, known, err, weixin.ModifyMerchant.Declared())
	}
}

// lost reports whether an answer says that the service does not know the medium.
func lost(err error) bool {
	return errors.Is(err, weixin.UnusableMedia) || errors.Is(err, weixin.InvalidMediaID)
}

// modify sends the change, and where the server was busy once more: the values are the
// same. The first of two calls may have taken effect; so only the success of the second
// tells more than the first one's error.
func (r *Runner) modify(ctx context.Context, c *client.Client, req weixin.ModifyMerchantRequest) error {
	err := c.ModifyMerchant(ctx, req)
	if !errors.Is(err, weixin.SystemError) || r.limiter.Wait(ctx) != nil || c.ModifyMerchant(ctx, req) != nil {
		return err
	}
	return nil
}

// ledgerError is an error of the ledger rather than of a call.
type ledgerError struct{ error }

func (e ledgerError) Unwrap() error { return e.error }

// media returns the medium of a picture: the last upload for the account, or a new one.
func (r *Runner) media(ctx context.Context, c *client.Client, i *Item, from *State, hash string, again bool) (*Media, error) {
	if !again {
		m, err := r.Ledger.Media(context.WithoutCancel(ctx), i.Desired.AppID, hash)
		if err == nil && m.fresh(r.Now()) {
			return &m, nil
		}
		if err != nil && !errors.Is(err, ErrNoRecord) {
			return nil, ledgerError{err}
		}
	}
	content, err := r.content(ctx, i, from, hash)
	if err != nil {
		return nil, err
	}
	var answer weixin.UploadTempMediaResponse
	err = r.upload(ctx, func() (err error) {
		answer, err = c.UploadTempMedia(ctx, "image", "headimg", bytes.NewReader(content))
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Media{AppID: i.Desired.AppID, Picture: hash, ID: answer.MediaID, At: r.Now().UTC()}, nil
}

// content notes that a picture is about to be uploaded, and returns its bytes.
func (r *Runner) content(ctx context.Context, i *Item, from *State, hash string) ([]byte, error) {
	if err := r.put(ctx, i, from, Uploading, nil); err != nil {
		return nil, ledgerError{err}
	}
	content, err := r.Ledger.Picture(context.WithoutCancel(ctx), hash)
	if err != nil && !errors.Is(err, ErrNoRecord) {
		return nil, ledgerError{err}
	}
	return content, err
}

// upload sends a picture, and once more where that may help: one too many does no harm.
func (r *Runner) upload(ctx context.Context, send func() error) error {
	if err := r.limiter.Wait(ctx); err != nil {
		return err
	}
	err := send()
	if err == nil || !client.Retryable(err) || errors.Is(err, weixin.MinuteQuota) {
		return err
	}
	if err := r.limiter.Wait(ctx); err != nil {
		return err
	}
	return send()
}

// put notes a step that is about to be made.
func (r *Runner) put(ctx context.Context, i *Item, from *State, to State, media *Media) error {
	if *from == to && media == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	i.State, i.Outcome.At = to, r.Now().UTC()
	if err := r.Ledger.Write(ctx, Write{Items: []Item{*i}, Media: media}); err != nil {
		return err
	}
	was := *from
	*from = to
	r.moved(was, *i)
	return nil
}

// done notes a change that Weixin took.
func (r *Runner) done(ctx context.Context, i *Item, from State, known Merchant) error {
	i.State = Done
	r.gate.saw(false)
	return r.ended(ctx, i, from, known)
}

// refuse notes how a merchant ended that was not changed, or may not have been.
func (r *Runner) refuse(ctx context.Context, i *Item, from State, known Merchant, err error, d weixin.Declaration) error {
	r.refused(i, err, d)
	return r.ended(ctx, i, from, known)
}

// refused says of an item how it ended.
func (r *Runner) refused(i *Item, err error, d weixin.Declaration) {
	v := judge(err, d)
	r.gate.saw(strained(err))
	i.State, i.Outcome.Code, i.Outcome.RID, i.Outcome.Text = v.state, v.code, v.rid, v.text
	if v.why != nil {
		i.Outcome.because(v.why)
	}
	now := r.Now()
	switch {
	case v.state == Later && v.code == weixin.MinuteQuota:
		i.Outcome.Until = nextMinute(now)
	case v.state == Later:
		i.Outcome.Until = now.Add(time.Duration(i.Outcome.Attempts) * time.Second)
	case v.state == Held && v.code == weixin.ModifyLimit:
		i.Outcome.Until = nextMonth(now)
	case v.state == Held:
		i.Outcome.Until = nextDay(now)
	}
}

// ended keeps a merchant's outcome and what it now has, in one write.
func (r *Runner) ended(ctx context.Context, i *Item, from State, known Merchant) error {
	if err := r.keep(ctx, i, known); err != nil {
		return err
	}
	r.moved(from, *i)
	return nil
}

// keep writes how a merchant ended.
func (r *Runner) keep(ctx context.Context, i *Item, known Merchant) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	now := r.Now().UTC()
	i.Outcome.At = now
	w := Write{}
	change := Change{
		Run: i.Run, AppID: i.Desired.AppID, At: now, Account: i.Desired.Account, AfterIntro: i.Desired.Intro, AfterPicture: i.Desired.Picture,
		BeforeIntro: known.Intro.value(), BeforePicture: known.Picture.value(),
	}
	known.AppID = i.Desired.AppID
	switch i.State {
	case Done:
		known.apply(change, i.Run)
		w.Merchants, w.Changes = []Merchant{known}, []Change{change}
	case Unknown:
		change.Unknown = true
		known.Unknown = &change
		w.Merchants, w.Changes = []Merchant{known}, []Change{change}
	case Held:
		known.HeldUntil, known.HeldCode = i.Outcome.Until, i.Outcome.Code
		w.Merchants = []Merchant{known}
	default: // the others tell nothing new of the merchant
	}
	w.Items = []Item{*i}
	return r.Ledger.Write(ctx, w)
}

// apply notes that a merchant has the values of a change.
func (m *Merchant) apply(c Change, run string) {
	if c.AfterIntro != "" {
		m.Intro = &Applied{c.AfterIntro, c.At, run}
	}
	if c.AfterPicture != "" {
		m.Picture = &Applied{c.AfterPicture, c.At, run}
	}
	m.Unknown, m.HeldUntil, m.HeldCode = nil, time.Time{}, 0
	if run == "" {
		return
	}
	if month := weixin.Month(c.At); m.Month != month {
		m.Month, m.MonthChanges = month, 0
	}
	m.MonthChanges++
}

// china is the zone of Weixin's days and months.
func china() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

func nextMinute(t time.Time) time.Time { return t.Truncate(time.Minute).Add(time.Minute) }

func nextDay(t time.Time) time.Time {
	y, m, d := t.In(china()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, china())
}

func nextMonth(t time.Time) time.Time {
	y, m, _ := t.In(china()).Date()
	return time.Date(y, m+1, 1, 0, 0, 0, 0, china())
}
