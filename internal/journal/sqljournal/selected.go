package sqljournal

import (
	"bytes"

	"github.com/wxastore/wxastore/internal/journal"
)

// selected is a filter in the form in which it is compared with calls, without
// Before and After.
type selected struct {
	filter       journal.Filter
	apps         [][]byte
	title        []byte
	text, client []byte
	// grams are those of text and client.
	grams        wantedGrams
	kinds        int64
	since, until int64
}

func selects(f journal.Filter) selected {
	s := selected{
		filter: f, title: []byte(f.Title()), text: []byte(f.Text), client: []byte(f.Client),
		kinds: kindBits(f.Kinds...), since: minTime, until: maxTime,
	}
	s.grams = gramsOf(s.text, s.client)
	for _, app := range f.Apps() {
		s.apps = append(s.apps, []byte(app))
	}
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
		len(s.apps) > 0 && !s.hasApp(c),
		len(s.title) > 0 && !bytes.Equal(c.texts[textTitle], s.title),
		s.filter.Code != nil && c.code != int64(*s.filter.Code),
		s.kinds != anyKind && c.kinds()&s.kinds == 0,
		s.filter.Traffic != journal.Both && journal.IsEvent(c.texts[textTitle]) != (s.filter.Traffic == journal.Outgoing),
		len(s.client) > 0 && !bytes.Contains(c.texts[textIP], s.client) && !bytes.Contains(c.texts[textAgent], s.client):
		return false
	}
	return len(s.text) == 0 || s.hasText(c)
}

func (s *selected) hasApp(c *codedCall) bool {
	for _, app := range s.apps {
		if bytes.Equal(c.texts[textApp], app) || bytes.Equal(c.texts[textClaimed], app) {
			return true
		}
	}
	return false
}

func (s *selected) hasText(c *codedCall) bool {
	for _, i := range searchedTexts {
		if i != textIP && i != textAgent && bytes.Contains(c.texts[i], s.text) {
			return true
		}
	}
	return false
}
