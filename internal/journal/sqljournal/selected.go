package sqljournal

import (
	"bytes"

	"github.com/wxastore/wxastore/internal/journal"
)

// selected is a filter in the form in which it is compared with calls, without
// Before.
type selected struct {
	filter       journal.Filter
	app          []byte
	title        []byte
	text         []byte
	since, until int64
}

func selects(f journal.Filter) selected {
	s := selected{filter: f, app: []byte(f.AppID), title: []byte(f.Title()), text: []byte(f.Text), since: minTime, until: maxTime}
	if !f.From.IsZero() {
		s.since = f.From.UnixMilli()
	}
	if !f.To.IsZero() {
		s.until = f.To.UnixMilli()
	}
	return s
}

func (s *selected) has(c *codedCall) bool {
	switch {
	case c.at < s.since || c.at >= s.until,
		len(s.app) > 0 && !bytes.Equal(c.texts[textApp], s.app) && !bytes.Equal(c.texts[textClaimed], s.app),
		len(s.title) > 0 && !bytes.Equal(c.texts[textTitle], s.title),
		s.filter.Code != nil && c.code != int64(*s.filter.Code):
		return false
	}
	return len(s.text) == 0 || bytes.Contains(c.texts[textRequest], s.text) ||
		bytes.Contains(c.texts[textResponse], s.text) || bytes.Contains(c.texts[textPath], s.text)
}
