package integrity

import (
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
)

// histories checks chapters in their order. It keeps one of them.
type histories struct {
	report func(Finding) error
	// merchant is the one that the chapters are of, last its newest change.
	merchant *store.Merchant
	last     *store.Change
}

// next takes a chapter.
func (h *histories) next(c store.Chapter) error {
	if c.Merchant == nil {
		if err := h.end(); err != nil {
			return err
		}
		h.merchant, h.last = nil, nil
		return h.wrong(c.AppID, "change %d is of no merchant", c.Change.Version)
	}
	if h.merchant == nil || h.merchant.AppID != c.AppID {
		if err := h.end(); err != nil {
			return err
		}
		h.merchant, h.last = c.Merchant, nil
	}
	if c.Change == nil {
		return nil
	}
	before := h.last
	h.last = c.Change
	want := int64(1)
	if before != nil {
		want = before.Version + 1
	}
	switch {
	case c.Change.Version < 1:
		return h.wrong(c.AppID, "a change has the version %d", c.Change.Version)
	case c.Change.Version == want+1:
		return h.wrong(c.AppID, "change %d is missing", want)
	case c.Change.Version != want:
		return h.wrong(c.AppID, "changes %d to %d are missing", want, c.Change.Version-1)
	case before == nil:
		return nil
	case c.Change.BeforeIntro != before.AfterIntro:
		return h.wrong(c.AppID, "change %d begins with another introduction than change %d ended with", want, before.Version)
	case c.Change.BeforeHeadimg != before.AfterHeadimg:
		return h.wrong(c.AppID, "change %d begins with another head image than change %d ended with", want, before.Version)
	}
	return nil
}

// end compares a merchant with its last change.
func (h *histories) end() error {
	m, last := h.merchant, h.last
	switch {
	case m == nil, last == nil && m.Version == 0:
		return nil
	case last == nil:
		return h.wrong(m.AppID, "the merchant has version %d and no history", m.Version)
	case last.Version != m.Version:
		return h.wrong(m.AppID, "the merchant has version %d, its last change %d", m.Version, last.Version)
	case last.AfterIntro != m.Intro:
		return h.wrong(m.AppID, "the merchant has another introduction than its last change, %d", last.Version)
	case last.AfterHeadimg != m.Headimg:
		return h.wrong(m.AppID, "the merchant has another head image than its last change, %d", last.Version)
	}
	return nil
}

func (h *histories) wrong(appID, form string, args ...any) error {
	return h.report(Finding{ruleHistory, appID, fmt.Sprintf(form, args...)})
}
