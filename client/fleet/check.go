package fleet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// checkStep finds what keeps a merchant from being changed, and leaves to be sent what
// differs from the ledger. An error ends the plan.
func (p *Planner) checkStep(ctx context.Context, s *Step, known Merchant) error {
	d := &s.Desired
	s.Row = d.hash()
	if d.Fault != nil {
		s.block(*d.Fault)
		d.Fault = nil
	}
	if d.Headimg != "" && d.Picture == "" {
		hash, size, blocker, err := p.Pictures.check(ctx, d.Headimg, p.Ledger)
		if err != nil {
			return err
		}
		d.Picture, s.Content, s.Bytes = hash, hash, size
		if blocker != nil {
			s.block(*blocker)
		}
	}
	p.checkRow(s)
	p.checkLedger(s, known)
	if s.Action == Nothing || s.Action == Block || p.Offline {
		return ctx.Err()
	}
	p.checkAccount(ctx, s)
	return ctx.Err()
}

// checkRow looks at what the row says.
func (p *Planner) checkRow(s *Step) {
	p.checkCaller(s)
	d := s.Desired
	if d.Intro == "" && d.Headimg == "" && d.Picture == "" && s.Action != Block {
		s.block(Blocker{Reason: NothingWanted})
	}
	if garbled(d.Intro) {
		s.block(Blocker{Reason: IntroText, Code: weixin.DataFormat})
	}
	if n := utf8.RuneCountInString(d.Intro); p.MaxIntro > 0 && n > p.MaxIntro {
		s.block(NewBlocker(IntroLength, 0, said.Errorf("%d characters, %d are allowed", n, p.MaxIntro)))
	}
	for _, word := range p.Words {
		if word != "" && strings.Contains(strings.ToLower(d.Intro), strings.ToLower(word)) {
			s.block(NewBlocker(IntroWord, weixin.IllegalIntro, errors.New(strconv.Quote(word))))
		}
	}
}

// garbled reports whether a text holds control characters, or U+FFFD, which stands where a
// character could not be read: bytes that are not UTF-8, half a pair of surrogates.
func garbled(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' || r == utf8.RuneError })
}

// checkCaller looks whether it is known how to call the account.
func (p *Planner) checkCaller(s *Step) {
	d := s.Desired
	switch {
	case !d.HasAppID():
		s.block(NewBlocker(NoAppID, 0, errors.New(strconv.Quote(d.AppID))))
	case d.Account != "" && !secretForm.MatchString(d.Account):
		s.block(NewBlocker(SecretInRow, 0, ErrSecretInRow))
	case p.Accounts != nil:
		if _, err := p.Accounts.Client(d.AppID, d.Account); err != nil {
			if b, ok := errors.AsType[Blocker](err); ok {
				s.block(b)
			}
		}
	}
}

// checkLedger compares with what was applied.
func (p *Planner) checkLedger(s *Step, known Merchant) {
	d := &s.Desired
	if u := known.Unknown; u != nil && !p.RetryUnknown {
		s.block(NewBlocker(UnknownBefore, 0, said.Errorf("run %s, %s", u.Run, weixin.Day(u.At))))
		return
	}
	if d.Intro != "" && d.Intro == known.Intro.value() && known.Unknown == nil {
		d.Intro = ""
	}
	if d.Picture != "" && d.Picture == known.Picture.value() && known.Unknown == nil {
		d.Picture, d.Headimg = "", ""
	}
	if s.Action == Block {
		return
	}
	if d.Intro == "" && d.Picture == "" {
		s.Action = Nothing
		return
	}
	if now := p.Now(); known.HeldUntil.After(now) {
		s.block(NewBlocker(HeldByWeixin, known.HeldCode, said.Errorf("until %s", weixin.Day(known.HeldUntil))))
	} else if known.MonthChanges > 0 && known.Month == weixin.Month(now) {
		s.warn(said.Errorf("change %d of this month, whose limit Weixin does not publish", known.MonthChanges+1))
	}
}

// checkAccount asks the service what it has to say about a merchant.
func (p *Planner) checkAccount(ctx context.Context, s *Step) {
	d := s.Desired
	c, err := p.Accounts.Client(d.AppID, d.Account)
	if err != nil {
		return // it was said already
	}
	called := []weixin.Declaration{weixin.ModifyMerchant.Declared()}
	if d.Picture != "" {
		called = append(called, weixin.UploadTempMedia.Declared())
	}
	for _, b := range p.standing(ctx, c, d, called) {
		s.block(b)
	}
}

// checkSets looks whether one of the sets that open an interface was granted.
func checkSets(granted weixin.Sets, d weixin.Declaration) *Blocker {
	if slices.ContainsFunc(d.PermissionSets, func(set int) bool { return slices.Contains(granted, set) }) {
		return nil
	}
	return new(NewBlocker(MissingSets, weixin.NotGranted, said.Errorf("%s needs one of the sets %s", d.Name, strings.Trim(fmt.Sprint([]int(d.PermissionSets)), "[]"))))
}

// refused blocks a step by the error of a check.
func (s *Step) refused(err error, d weixin.Declaration) { s.block(refusal(err, d)) }
